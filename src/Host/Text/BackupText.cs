using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>Backups for a person.</summary>
internal static class BackupText
{
    /// <summary>The lines of the table of pieces.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<BackupPieceResult> pieces)
    {
        string[] headings = [">piece", "kind", ">from", ">to", "time", "written", ">bytes", "encrypted"];
        return TextTable.Lines(headings, [.. pieces.Select(CellsOf)]);
    }

    /// <summary>What a person is told of a piece that was written.</summary>
    internal static string Sentence(BackupPieceResult piece)
    {
        string what = piece.Kind == "full" ? Say($"revision {piece.ToRevision}")
            : Say($"revisions {piece.FromRevision + 1} to {piece.ToRevision}");
        return $"Backed up {what} in {piece.File}: {Amount.Of(piece.Bytes, "byte", "bytes")}.";
    }

    /// <summary>What a person is told of a set that was verified.</summary>
    internal static string Sentence(BackupVerification verified)
    {
        string pieces = Amount.Of(verified.Pieces, "piece", "pieces");
        return Say($"The backup is whole: {pieces}, revisions {verified.FirstRevision} to {verified.LastRevision}, ")
            + Say($"digest {verified.Digest}, {Amount.Of(verified.Records, "record", "records")} replayed.");
    }

    private static string[] CellsOf(BackupPieceResult piece) =>
    [
        Say($"{piece.Number}"),
        piece.Kind,
        Say($"{piece.FromRevision:N0}"),
        Say($"{piece.ToRevision:N0}"),
        piece.Time is { } time ? Moment.Show(time) : string.Empty,
        piece.Written is { } written ? Moment.Show(written) : string.Empty,
        Say($"{piece.Bytes:N0}"),
        piece.Encrypted ? "yes" : "no",
    ];

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
