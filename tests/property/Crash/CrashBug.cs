namespace BasisTrees.Tests.Property;

/// <summary>Faults that a store could have, each put between a sound store and its disk, to see that the crash runs find it.</summary>
public enum CrashBug
{
    /// <summary>The log is written and never synced.</summary>
    NoLogSync,

    /// <summary>A new segment's name is not synced into the directory.</summary>
    NoDirectorySyncOnSegment,

    /// <summary>The name of a new store's definition is not synced into the directory.</summary>
    NoDirectorySyncOnCreation,

    /// <summary>New files get their names before their bytes are synced.</summary>
    NoSyncBeforeRename,

    /// <summary>The answer goes out, and the sync is done before the next write.</summary>
    AnswerBeforeSync,

    /// <summary>A failed sync counts as one that succeeded.</summary>
    SyncErrorIgnored,

    /// <summary>A failed sync is tried again, and the second try counts.</summary>
    SyncRetried,

    /// <summary>A write that did only its first part counts as whole.</summary>
    ShortWriteIgnored,

    /// <summary>Checksums are not looked at.</summary>
    NoChecksums,

    /// <summary>No seal is written.</summary>
    NoSeal,

    /// <summary>Seals are written and not read.</summary>
    SealIgnored,

    /// <summary>The log ends at the first bad frame, wherever it is.</summary>
    StopAtFirstBadFrame,

    /// <summary>A torn tail stays in the file.</summary>
    TailNotCut,

    /// <summary>The replayed tail is synced without being written again.</summary>
    TailNotRewritten,

    /// <summary>A checkpoint gets its name before its bytes are synced.</summary>
    NoCheckpointSync,

    /// <summary>The name of a checkpoint is not synced into the directory.</summary>
    NoDirectorySyncOnCheckpoint,

    /// <summary>The nodes that a checkpoint names are not synced.</summary>
    NoNodesSync,

    /// <summary>The checksum of a checkpoint is not looked at.</summary>
    NoCheckpointChecksum,

    /// <summary>The checksums of nodes are not looked at, so that their routing keys can be anything.</summary>
    NoNodeChecksums,

    /// <summary>A segment of the log is dropped when it is archived, before every checkpoint says that it may go.</summary>
    LogDroppedEarly,

    /// <summary>The cut of a torn tail counts as done although its sync failed.</summary>
    CutNotRepeated,
}
