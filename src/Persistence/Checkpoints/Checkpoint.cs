namespace BasisTrees.Persistence;

/// <summary>
/// A revision whose nodes are all in the node store, from which the log can be taken up again (docs/FORMAT.md, "Checkpoint").
/// </summary>
/// <param name="Chain">The revision, its digest, and what the next record of the log has to continue.</param>
/// <param name="Count">The number of keys.</param>
/// <param name="Root">Where the root's record is.</param>
/// <param name="Mark">The synced state of the node store.</param>
/// <param name="LogSegment">The segment of the log in which the next record goes on.</param>
/// <param name="LogOffset">The offset behind the revision's record in that segment.</param>
internal sealed record Checkpoint(
    ChainPoint Chain, long Count, NodePlace Root, NodeStoreMark Mark, ulong LogSegment, long LogOffset)
{
    /// <summary>The longest name in bytes.</summary>
    internal const int NameLengthMax = 128;

    /// <summary>The engine that keeps the nodes.</summary>
    internal string Engine { get; init; } = "segments";

    /// <summary>The time of the revision's record, or the least number if there is none.</summary>
    internal long RecordUnixNanoseconds { get; init; } = long.MinValue;

    /// <summary>When the checkpoint was written, in nanoseconds since 1970.</summary>
    internal long UnixNanoseconds { get; init; }

    /// <summary>How often the store had been rebuilt from something other than its log.</summary>
    internal ulong Incarnation { get; init; }

    /// <summary>The first segment of the log that is not archived.</summary>
    internal ulong LogFloor { get; init; } = 1;

    /// <summary>How many nodes and ids this checkpoint added to the node store.</summary>
    internal long RecordsWritten { get; init; }

    /// <summary>The bytes of those nodes and ids.</summary>
    internal long BytesWritten { get; init; }

    /// <summary>The idempotency keys that are remembered.</summary>
    internal KeyUses Keys { get; init; } = KeyUses.None;

    /// <summary>The state of the files of notes.</summary>
    internal NotesMark Notes { get; init; }

    /// <summary>The name that pins it against retention, or empty.</summary>
    internal string Name { get; init; } = "";

    internal bool IsPinned => Name.Length > 0;

    internal long Revision => Chain.Revision;

    internal DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / TimeSpan.NanosecondsPerTick);

    internal StoredRoot StoredRoot => new(Chain.Digest, Root, Chain.Revision, Count);

    /// <summary>Whether a text can be the name of a pinned checkpoint: like the name of a tree.</summary>
    internal static bool IsName(string? text) => StoreDefinition.IsTreeId(text);
}
