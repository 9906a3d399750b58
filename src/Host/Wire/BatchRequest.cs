namespace BasisTrees.Host.Wire;

/// <summary>Operations to be committed together or not at all.</summary>
/// <param name="Operations">The operations in order.</param>
/// <param name="ExpectedDigest">The digest that the tree must have before them, 66 hexadecimal digits.</param>
/// <param name="Proof">Whether the answer is to carry the proof of the batch.</param>
/// <param name="IdempotencyKey">A text of 1 to 64 bytes under which the batch is committed once, however often it is sent.</param>
internal sealed record BatchRequest(
    IReadOnlyList<WireOperation> Operations, string? ExpectedDigest = null, bool Proof = false, string? IdempotencyKey = null);
