namespace BasisTrees.Persistence;

/// <summary>The constants of the store's files. docs/FORMAT.md states the same ones, and a test binds the two.</summary>
internal static class LogFormat
{
    /// <summary>The version of every file format here.</summary>
    internal const uint Version = 1;

    /// <summary>The bytes of a store id.</summary>
    internal const int StoreIdLength = 16;

    /// <summary>The bytes of a segment's header.</summary>
    internal const int SegmentHeaderLength = 128;

    /// <summary>The bytes of a frame's header.</summary>
    internal const int FrameHeaderLength = 28;

    /// <summary>The largest payload of a frame, in bytes: a batch, its previous values and some room.</summary>
    internal const int FramePayloadMax = 256 << 20;

    /// <summary>The bytes of a record before its sections.</summary>
    internal const int RecordHeaderLength = 140;

    /// <summary>The bytes of a section's header.</summary>
    internal const int SectionHeaderLength = 8;

    /// <summary>The type of a frame that holds a record.</summary>
    internal const byte RecordFrame = 1;

    /// <summary>The type of a frame that holds a note, for the record behind it.</summary>
    internal const byte NoteFrame = 2;

    /// <summary>The type of a frame that held a note whose body was erased.</summary>
    internal const byte ErasedFrame = 3;

    /// <summary>The bit of a frame's or section's flags that says: whoever does not know this type may pass over it.</summary>
    internal const byte OptionalFlag = 1;

    /// <summary>The section that holds the operations of a batch.</summary>
    internal const ushort OperationsSection = 1;

    /// <summary>The section that holds the ids of hashed keys that the log has not named before.</summary>
    internal const ushort IdsSection = 2;

    /// <summary>The section that holds the idempotency key of a batch.</summary>
    internal const ushort IdempotencySection = 3;

    /// <summary>The section that says which notes stand before a record.</summary>
    internal const ushort NotesSection = 4;

    /// <summary>The section that says which bodies of notes were erased.</summary>
    internal const ushort ErasuresSection = 5;

    /// <summary>The longest idempotency key in bytes.</summary>
    internal const int IdempotencyKeyMax = 64;

    /// <summary>The slots of the seal file.</summary>
    internal const int SealSlots = 8;

    /// <summary>The bytes from one seal slot to the next: a sector of its own for each, so that a torn write harms one at most.</summary>
    internal const int SealSlotLength = 512;

    /// <summary>The bytes of a seal.</summary>
    internal const int SealLength = 104;

    /// <summary>The highest number of an incarnation.</summary>
    internal const long IncarnationMax = uint.MaxValue;

    internal static ReadOnlySpan<byte> DefinitionMagic => "BASISDEF"u8;

    internal static ReadOnlySpan<byte> SegmentMagic => "BASISLOG"u8;

    internal static ReadOnlySpan<byte> SealMagic => "BASISEAL"u8;

    internal static ReadOnlySpan<byte> IncarnationMagic => "BASISINC"u8;

    internal static ReadOnlySpan<byte> CheckpointMagic => "BASISCKP"u8;

    internal static ReadOnlySpan<byte> ReserveMagic => "BASISRSV"u8;

    internal static ReadOnlySpan<byte> FrameMagic => "BTf1"u8;

    /// <summary>What a record's payload begins with, so that nothing else hashes to a record's hash.</summary>
    internal static ReadOnlySpan<byte> RecordTag => "BTRECD01"u8;
}
