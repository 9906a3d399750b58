namespace BasisTrees.Host.Answers;

/// <summary>
/// Every reason for which something asked for is not done. Each has a type, a title, a status and an exit code of its own.
/// </summary>
internal enum ProblemKind
{
    /// <summary>The request or command is malformed.</summary>
    InvalidRequest,

    /// <summary>The request has no token, or one that does not hold.</summary>
    Unauthorized,

    /// <summary>The role of the token does not reach for the route.</summary>
    Forbidden,

    /// <summary>The bytes cannot be an id of this tree.</summary>
    InvalidId,

    /// <summary>A range of ids was asked of a tree whose keys are hashes.</summary>
    RangeOfHashedTree,

    /// <summary>The service has no tree of this name.</summary>
    TreeNotFound,

    /// <summary>The id has no value.</summary>
    EntryNotFound,

    /// <summary>There is no such revision.</summary>
    RevisionNotFound,

    /// <summary>No checkpoint has this name.</summary>
    CheckpointNotFound,

    /// <summary>No token has this name.</summary>
    TokenNotFound,

    /// <summary>The service has no such route.</summary>
    RouteNotFound,

    /// <summary>The route does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>The route takes JSON only.</summary>
    UnsupportedMediaType,

    /// <summary>The request is for another host name than this service's.</summary>
    MisdirectedRequest,

    /// <summary>The id has a value and must not have one.</summary>
    KeyExists,

    /// <summary>Another checkpoint has the name, or the checkpoint has another name.</summary>
    CheckpointExists,

    /// <summary>A token has the name already.</summary>
    TokenExists,

    /// <summary>The store keeps its tree in memory as a whole and has no checkpoints.</summary>
    NoCheckpoints,

    /// <summary>The tree refuses an operation for its value, its number or its kind.</summary>
    OperationRefused,

    /// <summary>The tree does not have the expected digest.</summary>
    DigestConflict,

    /// <summary>The idempotency key was used for another batch.</summary>
    IdempotencyKeyReused,

    /// <summary>A body, batch or answer is beyond its limit.</summary>
    TooLarge,

    /// <summary>Too many batches wait already.</summary>
    QueueFull,

    /// <summary>There is no room for the batch, and nothing else is wrong.</summary>
    NoSpace,

    /// <summary>The tree could not be opened, so that it is not served.</summary>
    TreeUnavailable,

    /// <summary>A failure has stopped the store.</summary>
    StoreStopped,

    /// <summary>The batch was in flight when something failed: it may or may not stand.</summary>
    OutcomeUnknown,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>A file or directory may not be read or written.</summary>
    StoreUnwritable,

    /// <summary>The store is open elsewhere.</summary>
    StoreLocked,

    /// <summary>There is no store.</summary>
    StoreMissing,

    /// <summary>There is a store where one was to be made.</summary>
    StoreExists,

    /// <summary>Stored bytes are not what was written.</summary>
    StoreDamaged,

    /// <summary>The store does not reach the revision and digest that the caller remembers.</summary>
    StoreRolledBack,

    /// <summary>The disk failed in a way that has no kind of its own.</summary>
    DiskFailure,

    /// <summary>The service does not answer.</summary>
    Unreachable,

    /// <summary>Something answered that is not this service, or not of this version.</summary>
    AnswerNotUnderstood,

    /// <summary>The program has a fault.</summary>
    InternalError,

    /// <summary>The tree has no such job.</summary>
    JobNotFound,

    /// <summary>The job is being done already.</summary>
    JobRunning,

    /// <summary>The revision was there, and neither the head nor a kept checkpoint has its tree any more.</summary>
    RevisionNotRetained,

    /// <summary>The configuration names no backup set.</summary>
    NoBackups,

    /// <summary>The id has a value, and it is not that of a note whose body the store was given.</summary>
    NoteNotFound,

    /// <summary>The body of the note was erased.</summary>
    NoteErased,
}
