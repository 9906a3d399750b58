namespace BasisTrees.Persistence;

/// <summary>The answer to a batch.</summary>
public enum CommitOutcome
{
    /// <summary>The batch is a revision of the tree, as durable as the store's options say.</summary>
    Committed = 0,

    /// <summary>The batch held no operation that could change the tree: it was answered, and no revision came of it.</summary>
    Answered = 1,

    /// <summary>An operation was refused and nothing changed; the result names it.</summary>
    Refused = 2,

    /// <summary>The tree did not have the expected digest and nothing changed; the result holds the digest it had.</summary>
    Conflict = 3,

    /// <summary>The batch, or its record in the log, is beyond a limit and nothing changed.</summary>
    TooLarge = 4,

    /// <summary>Too many batches wait for the writer; nothing changed and the batch may be sent again.</summary>
    QueueFull = 5,

    /// <summary>
    /// There is no room on the disk or under the quota; nothing changed, reads go on, and the batch may be sent again when there is room.
    /// </summary>
    NoSpace = 6,

    /// <summary>
    /// The batch had been committed already under its idempotency key, and was not committed again: the result has the revision that it
    /// made and the digest after that, and neither answers nor proof.
    /// </summary>
    Repeated = 7,

    /// <summary>The idempotency key was used for another batch; nothing changed.</summary>
    KeyReused = 8,
}
