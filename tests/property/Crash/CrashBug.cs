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

    /// <summary>A torn tail stays in the file.</summary>
    TailNotCut,

    /// <summary>The replayed tail is synced without being written again.</summary>
    TailNotRewritten,

    /// <summary>The cut of a torn tail counts as done although its sync failed.</summary>
    CutNotRepeated,
}
