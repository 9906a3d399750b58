namespace BasisTrees.Persistence;

/// <summary>What kind of fault, or of thing worth knowing, a check of a store has found.</summary>
public enum FsckKind
{
    /// <summary>The definition of the store is missing or not what was written.</summary>
    Definition = 0,

    /// <summary>A seal belongs to another store, or names something that the log or the directory does not have.</summary>
    Seal = 1,

    /// <summary>The file of incarnations is missing, not what was written, or older than the log.</summary>
    Incarnation = 2,

    /// <summary>A segment of the log is missing, in the wrong place, or its header is not what was written.</summary>
    Segment = 3,

    /// <summary>Bytes of the log are no whole frame, or a frame that this program may not pass over.</summary>
    Frame = 4,

    /// <summary>A frame of the log is whole, and what it holds is no record of this tree.</summary>
    Record = 5,

    /// <summary>A record does not continue the one before it: revision, sequence, hash, digest, time or incarnation.</summary>
    Chain = 6,

    /// <summary>The file of a checkpoint is not what was written, or contradicts the log or the node store.</summary>
    Checkpoint = 7,

    /// <summary>The file of a full checkpoint is not what was written, or contradicts the log.</summary>
    FullCheckpoint = 8,

    /// <summary>A file of nodes is missing or is not a file of nodes of this store.</summary>
    NodeFile = 9,

    /// <summary>Bytes in a file of nodes are no record: a checksum does not match, or the form is not that of a node or an id.</summary>
    NodeRecord = 10,

    /// <summary>The index of a file of nodes does not lead to what the file holds.</summary>
    NodeIndex = 11,

    /// <summary>A node of a retained checkpoint is missing, or is not where its neighbours say: label, balance, order, keys.</summary>
    Tree = 12,

    /// <summary>The id behind a key is not kept.</summary>
    Id = 13,

    /// <summary>A node that a retained checkpoint needs is buried, or is said to be younger than the checkpoint.</summary>
    Tombstone = 14,

    /// <summary>Replaying the log does not lead to what the log says.</summary>
    Replay = 15,

    /// <summary>A note: a torn tail of the log that nothing acknowledged can be in; opening will cut it.</summary>
    TornTail = 16,

    /// <summary>A note: a seal that was torn by a crash, as it may be.</summary>
    TornSeal = 17,

    /// <summary>A note: an open store met a damaged node; the next opening reads and hashes every node.</summary>
    Suspicion = 18,

    /// <summary>A note: segments of the log were archived and taken away, as they may be.</summary>
    TakenAway = 19,

    /// <summary>A note: something was not looked at, and why.</summary>
    Unchecked = 20,

    /// <summary>A note: a rebuild was cut off when it was all but done; opening completes it.</summary>
    Unfinished = 21,

    /// <summary>Bytes in a file of notes are not what was written, or are no note.</summary>
    NoteRecord = 22,
}
