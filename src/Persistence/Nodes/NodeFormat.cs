namespace BasisTrees.Persistence;

/// <summary>The constants of the files of nodes. docs/FORMAT.md, "Nodes", states the same ones, and a test binds the two.</summary>
internal static class NodeFormat
{
    /// <summary>The version of segments of nodes and of their indexes.</summary>
    internal const uint NodesVersion = 1;

    /// <summary>The bytes of a segment's header without the runs of hosted segments and the checksum.</summary>
    internal const int NodesHeaderFixedLength = 64;

    /// <summary>The bytes of one run of hosted segments.</summary>
    internal const int HostedRunLength = 16;

    /// <summary>The most runs that a header holds.</summary>
    internal const int HostedRunsMax = 4096;

    /// <summary>The kind of a segment that was written by appending.</summary>
    internal const uint DataKind = 1;

    /// <summary>The kind of a segment that a sweep made out of others.</summary>
    internal const uint CompactedKind = 2;

    /// <summary>The bytes of a record before its body, in a data segment.</summary>
    internal const int RecordHeaderLength = 16;

    /// <summary>The bytes of a record before its body, in a compacted segment: the place it keeps comes in addition.</summary>
    internal const int MovedRecordHeaderLength = 24;

    /// <summary>The longest body of a record.</summary>
    internal const int RecordBodyMax = 32 << 20;

    /// <summary>The first byte of a body that holds an id.</summary>
    internal const byte IdTag = 2;

    /// <summary>The first byte of a body that holds tombstones.</summary>
    internal const byte TombstonesTag = 3;

    /// <summary>The first byte of a body that holds a compressed leaf.</summary>
    internal const byte PackedTag = 4;

    /// <summary>The first byte of a body that holds a note.</summary>
    internal const byte NoteTag = 5;

    /// <summary>The first byte of a body that holds a note whose body was erased.</summary>
    internal const byte ErasedTag = 6;

    /// <summary>The bytes of a compressed leaf before what is compressed.</summary>
    internal const int PackedHeaderLength = 5;

    /// <summary>The bytes of a body of tombstones before the first of them.</summary>
    internal const int TombstonesHeaderLength = 5;

    /// <summary>The bytes of a tombstone.</summary>
    internal const int TombstoneLength = 12;

    /// <summary>The most tombstones of one record.</summary>
    internal const int TombstonesMax = 4096;

    /// <summary>The bytes of a block of an index.</summary>
    internal const int IndexBlockLength = 1024;

    /// <summary>The bytes of a line of an index.</summary>
    internal const int IndexEntryLength = 12;

    /// <summary>The lines of a block of an index.</summary>
    internal const int IndexBlockEntries = 85;

    /// <summary>The bits of the number of a segment.</summary>
    internal const int SegmentBits = 28;

    internal static ReadOnlySpan<byte> NodesMagic => "BASISNOD"u8;

    internal static ReadOnlySpan<byte> IndexMagic => "BASISNIX"u8;
}
