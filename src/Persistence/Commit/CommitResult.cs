namespace BasisTrees.Persistence;

/// <summary>What became of a batch.</summary>
/// <param name="Outcome">The answer in one word.</param>
/// <param name="Revision">The revision it made; otherwise the revision that the answer was given at.</param>
/// <param name="FirstSequence">The sequence number of its first operation if it was committed, else 0.</param>
/// <param name="Before">The digest before the batch.</param>
/// <param name="After">
/// The digest after it; equal to <paramref name="Before"/> if nothing changed. Of a repeated batch both are the digest after its revision.
/// </param>
/// <param name="Answers">One answer for each operation if it was committed or answered, else empty.</param>
/// <param name="FailedIndex">The operation that was refused, counted from 0, or -1.</param>
/// <param name="FailedOutcome">Why that operation was refused; meaningless if <paramref name="FailedIndex"/> is -1.</param>
/// <param name="Proof">The proof if one was asked for and the batch stands and the proof is within its limit, else null.</param>
/// <param name="Explanation">One sentence for a person unless the batch stands, else null.</param>
public sealed record CommitResult(
    CommitOutcome Outcome,
    long Revision,
    ulong FirstSequence,
    Digest Before,
    Digest After,
    IReadOnlyList<OperationAnswer> Answers,
    int FailedIndex,
    Outcome FailedOutcome,
    byte[]? Proof,
    string? Explanation)
{
    /// <summary>How many copies of bodies were overwritten, of a batch that erases.</summary>
    internal int ErasedPlaces { get; init; }
}
