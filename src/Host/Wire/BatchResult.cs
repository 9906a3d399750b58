namespace BasisTrees.Host.Wire;

/// <summary>What became of a batch, or would become of it.</summary>
/// <param name="Outcome"><c>committed</c>, <c>answered</c> if it held lookups only, <c>repeated</c> if it had been committed already under
/// its idempotency key, or <c>preview</c>.</param>
/// <param name="Revision">The revision that it made, otherwise the one that answered.</param>
/// <param name="DigestBefore">The digest before it; of a repeated batch null if the revision before is not in the log any more.</param>
/// <param name="DigestAfter">The digest after it.</param>
/// <param name="FirstSequence">The sequence number of its first operation if it was committed.</param>
/// <param name="Answers">One answer for each operation; none for a preview.</param>
/// <param name="Proof">The proof of the batch in base64 if it was asked for and is within its limit.</param>
internal sealed record BatchResult(
    string Outcome,
    long Revision,
    string? DigestBefore,
    string DigestAfter,
    string? FirstSequence = null,
    IReadOnlyList<OperationResult>? Answers = null,
    byte[]? Proof = null);
