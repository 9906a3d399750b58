using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Short words for the tests of notes.</summary>
internal static class NotesBench
{
    /// <summary>Small files everywhere, so that little is enough to roll, to archive and to sweep.</summary>
    internal static readonly StoreOptions Small = new()
    {
        NodeCacheBytes = 64 << 10, NodeSegmentBytesMax = 4 << 10, SegmentBytesMax = 1 << 10, CheckpointOperations = 1000,
        CheckpointInterval = null, CheckpointAtClose = false, ReserveBytes = 0,
    };

    /// <summary>The same, and the log is archived as soon as it may be.</summary>
    internal static readonly StoreOptions Archiving = Small with { LogRetention = TimeSpan.Zero, CheckpointsRetained = 1 };

    /// <summary>A note whose body is random, so that its bytes are found nowhere else.</summary>
    internal static Note Note(string id, int seed, int length = 200)
    {
        byte[] body = new byte[length];
        new Random(id.Aggregate(seed, (mixed, letter) => (mixed * 31) + letter)).NextBytes(body);
        return new Note(StoreBench.Bytes(id), body);
    }

    internal static Batch Of(params Note[] notes) => Batch.OfNotes(notes);

    internal static CommitResult Put(TreeStore store, params Note[] notes) => Commit(store, Batch.OfNotes(notes));

    /// <summary>Commits on whichever thread commits the store's groups.</summary>
    internal static CommitResult Commit(TreeStore store, Batch batch) => StoreBench.Answer(StoreBench.Group(store, batch)[0]);

    internal static NoteOutcome Read(TreeStore store, string id, out byte[]? body)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return snapshot.TryReadNote(StoreBench.Bytes(id), out body);
    }

    internal static bool Has(TreeStore store, Note note)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return snapshot.TryReadNote(note.Id.Span, out byte[]? body) == NoteOutcome.Found && note.Body.Span.SequenceEqual(body);
    }

    /// <summary>The files in which some bytes stand.</summary>
    internal static string[] FilesWith(SimDisk disk, ReadOnlyMemory<byte> bytes) =>
        [.. disk.Image().Where(file => file.Value.AsSpan().IndexOf(bytes.Span) >= 0).Select(file => file.Key)];
}
