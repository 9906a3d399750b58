using System.Globalization;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>Adds to the backup set of a tree: a whole revision, or what was committed since the last piece.</summary>
/// <param name="store">The store.</param>
/// <param name="place">The backup set.</param>
/// <param name="isFull">Whether a whole revision is added.</param>
/// <param name="interval">How often.</param>
internal sealed class BackupJob(TreeStore store, BackupPlace place, bool isFull, TimeSpan? interval) : IJob
{
    internal const string FullName = "full_backup";
    internal const string IncrementalName = "incremental_backup";

    public string Name => isFull ? FullName : IncrementalName;

    public TimeSpan? Interval => interval;

    public JobEnding Run(CancellationToken cancellation)
    {
        using BackupKey? key = place.ReadKey();
        BackupSet set = place.Open(key);
        int before = set.Pieces.Count;

        // What leads on must begin somewhere: the first piece is a full one.
        BackupPiece? piece = isFull || set.Pieces.Count == 0 ? set.WriteFull(store) : set.WriteIncremental(store);
        string sentence = piece is null
            ? Say($"The backup reaches revision {store.Head.Revision} already.")
            : Say($"Backed up to revision {piece.ToRevision} in {piece.File}: {Amount.Of(piece.Bytes, "byte", "bytes")}.");
        return new JobEnding(JobOutcome.Succeeded, sentence) { Pieces = [.. set.Pieces.Skip(before)] };
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
