namespace BasisTrees.Persistence;

/// <summary>What a batch would have done; nothing was changed.</summary>
/// <param name="Outcome"><see cref="CommitOutcome.Answered"/>, or why the batch would not be committed.</param>
/// <param name="Revision">The revision that the answer was given at.</param>
/// <param name="Before">The digest of that revision.</param>
/// <param name="After">The digest that the batch would lead to.</param>
/// <param name="FailedIndex">The operation that would be refused, counted from 0, or -1.</param>
/// <param name="FailedOutcome">Why it would be refused; meaningless if <paramref name="FailedIndex"/> is -1.</param>
/// <param name="Proof">The proof if one was asked for and it is within its limit, else null.</param>
/// <param name="Explanation">One sentence for a person if the batch would not be committed, else null.</param>
public sealed record PreviewResult(
    CommitOutcome Outcome,
    long Revision,
    Digest Before,
    Digest After,
    int FailedIndex,
    Outcome FailedOutcome,
    byte[]? Proof,
    string? Explanation);
