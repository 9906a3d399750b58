namespace BasisTrees.Host.Answers;

/// <summary>What a kind of problem is called on the wire and in a shell.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Slug">The end of its type URI; it never changes.</param>
/// <param name="Title">The kind in a few words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Exit">The exit code of the command.</param>
internal sealed record ProblemTraits(ProblemKind Kind, string Slug, string Title, int Status, int Exit)
{
    private const string TypePrefix = "urn:basis-trees:problem:";

    private static readonly ProblemTraits[] Table =
    [
        new(ProblemKind.InvalidRequest, "invalid-request", "The request is malformed", 400, ExitCode.Usage),
        new(ProblemKind.Unauthorized, "unauthorized", "A token is needed", 401, ExitCode.Usage),
        new(ProblemKind.Forbidden, "forbidden", "The role of the token does not reach", 403, ExitCode.Usage),
        new(ProblemKind.InvalidId, "invalid-id", "The bytes cannot be an id of this tree", 400, ExitCode.Usage),
        new(ProblemKind.RangeOfHashedTree, "range-of-hashed-tree", "A hashed tree has no ranges of ids", 422, ExitCode.Usage),
        new(ProblemKind.TreeNotFound, "tree-not-found", "There is no such tree", 404, ExitCode.NotFound),
        new(ProblemKind.EntryNotFound, "entry-not-found", "The id has no value", 404, ExitCode.NotFound),
        new(ProblemKind.RevisionNotFound, "revision-not-found", "There is no such revision", 404, ExitCode.NotFound),
        new(ProblemKind.CheckpointNotFound, "checkpoint-not-found", "There is no such checkpoint", 404, ExitCode.NotFound),
        new(ProblemKind.TokenNotFound, "token-not-found", "There is no such token", 404, ExitCode.NotFound),
        new(ProblemKind.RouteNotFound, "route-not-found", "There is no such route", 404, ExitCode.NotFound),
        new(ProblemKind.MethodNotAllowed, "method-not-allowed", "The route does not take this method", 405, ExitCode.Usage),
        new(ProblemKind.UnsupportedMediaType, "unsupported-media-type", "The route takes JSON", 415, ExitCode.Usage),
        new(ProblemKind.MisdirectedRequest, "misdirected-request", "The request is for another host", 421, ExitCode.Usage),
        new(ProblemKind.KeyExists, "key-exists", "The id has a value already", 409, ExitCode.Conflict),
        new(ProblemKind.CheckpointExists, "checkpoint-exists", "There is such a checkpoint already", 409, ExitCode.Conflict),
        new(ProblemKind.TokenExists, "token-exists", "There is such a token already", 409, ExitCode.Conflict),
        new(ProblemKind.NoCheckpoints, "no-checkpoints", "The store keeps no checkpoints", 422, ExitCode.Usage),
        new(ProblemKind.OperationRefused, "operation-refused", "The tree refuses an operation", 422, ExitCode.Usage),
        new(ProblemKind.DigestConflict, "digest-conflict", "The tree does not have the expected digest", 412, ExitCode.Conflict),
        new(ProblemKind.IdempotencyKeyReused, "idempotency-key-reused", "The key stands for another batch", 422, ExitCode.Conflict),
        new(ProblemKind.TooLarge, "too-large", "A limit is exceeded", 413, ExitCode.Usage),
        new(ProblemKind.QueueFull, "queue-full", "Too many batches wait", 503, ExitCode.Unavailable),
        new(ProblemKind.NoSpace, "no-space", "There is no room for the batch", 507, ExitCode.Unavailable),
        new(ProblemKind.TreeUnavailable, "tree-unavailable", "The tree is not served", 503, ExitCode.Unavailable),
        new(ProblemKind.StoreStopped, "store-stopped", "The store has stopped", 503, ExitCode.Unavailable),
        new(ProblemKind.OutcomeUnknown, "outcome-unknown", "The outcome of the batch is unknown", 500, ExitCode.Unavailable),
        new(ProblemKind.DiskFull, "disk-full", "The disk is full", 507, ExitCode.Unavailable),
        new(ProblemKind.StoreUnwritable, "store-unwritable", "The store may not be read or written", 503, ExitCode.Unavailable),
        new(ProblemKind.StoreLocked, "store-locked", "The store is open elsewhere", 503, ExitCode.Unavailable),
        new(ProblemKind.StoreMissing, "store-missing", "There is no store", 503, ExitCode.NotFound),
        new(ProblemKind.StoreExists, "store-exists", "There is a store already", 409, ExitCode.Conflict),
        new(ProblemKind.StoreDamaged, "store-damaged", "The store is damaged", 500, ExitCode.Corruption),
        new(ProblemKind.StoreRolledBack, "store-rolled-back", "The store was rolled back", 500, ExitCode.Corruption),
        new(ProblemKind.DiskFailure, "disk-failure", "The disk failed", 503, ExitCode.Unavailable),
        new(ProblemKind.Unreachable, "unreachable", "The service does not answer", 503, ExitCode.Unavailable),
        new(ProblemKind.AnswerNotUnderstood, "answer-not-understood", "The answer is not this service's", 502, ExitCode.Unavailable),
        new(ProblemKind.InternalError, "internal-error", "The program has a fault", 500, ExitCode.Unavailable),
        new(ProblemKind.JobNotFound, "job-not-found", "There is no such job", 404, ExitCode.NotFound),
        new(ProblemKind.JobRunning, "job-running", "The job is being done already", 409, ExitCode.Conflict),
        new(ProblemKind.RevisionNotRetained, "revision-not-retained", "The revision cannot be read any more", 410, ExitCode.NotFound),
        new(ProblemKind.NoBackups, "no-backups", "The tree has no backup set", 422, ExitCode.Usage),
        new(ProblemKind.NoteNotFound, "note-not-found", "The id has no note", 404, ExitCode.NotFound),
        new(ProblemKind.NoteErased, "note-erased", "The body of the note was erased", 410, ExitCode.NotFound),
    ];

    /// <summary>The type URI of the problem document.</summary>
    internal string Type => TypePrefix + Slug;

    /// <summary>The traits of a kind.</summary>
    internal static ProblemTraits Of(ProblemKind kind) => Table[(int)kind];

    /// <summary>The traits of a type URI, or null if it is none of ours.</summary>
    internal static ProblemTraits? Find(string? type) =>
        Array.Find(Table, traits => string.Equals(traits.Type, type, StringComparison.Ordinal));
}
