using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>How a job ended, and what it did, in one sentence.</summary>
internal readonly record struct JobEnding(JobOutcome Outcome, string Sentence)
{
    /// <summary>What failed, where it was the store or a disk.</summary>
    internal StoreException? Failure { get; init; }

    /// <summary>The pieces that were added to a backup set.</summary>
    internal IReadOnlyList<BackupPiece>? Pieces { get; init; }
}
