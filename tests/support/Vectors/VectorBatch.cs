using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>One batch: operations with results, the digest before and after, the proof as bytes or as its length and hash.</summary>
internal sealed record VectorBatch(
    Digest Before,
    IReadOnlyList<VectorOperation> Operations,
    byte[]? Proof,
    long? ProofLength,
    byte[]? ProofHash,
    Digest After)
{
    /// <summary>The number of operations that succeeded.</summary>
    public int Done => Operations.Count(o => !o.Result.Refused);

    /// <summary>The number of operations that succeeded and may delete.</summary>
    public int Deletes => Operations.Count(o => !o.Result.Refused && MayDelete(o.Operation.Kind));

    /// <summary>The bound parameters as the file gives them, where it does.</summary>
    public (long? Operations, long? Deletes) Stated { get; private init; }

    public static VectorBatch Read(JsonElement element, TreeParameters parameters)
    {
        bool generated = element.TryGetProperty("gen", out JsonElement gen);
        string? hash = VectorJson.TextOrNull(element, "proof_b2b256");
        string? proof = VectorJson.TextOrNull(element, "proof");
        if (proof is null && hash is null) throw new FormatException("A batch has neither proof nor hash of a proof.");
        return new VectorBatch(
            VectorJson.Digest(element, "digest_before"),
            generated ? VectorGenerator.Expand(gen, parameters) : VectorJson.List(element, "ops", VectorOperation.Read),
            proof is null ? null : Convert.FromHexString(proof),
            VectorJson.NumberOrNull(element, "proof_len"),
            hash is null ? null : Convert.FromHexString(hash),
            VectorJson.Digest(element, "digest_after"))
        {
            Stated = (VectorJson.NumberOrNull(element, "max_num_operations"), VectorJson.NumberOrNull(element, "max_deletes")),
        };
    }

    /// <summary>Why a proof is not this batch's proof, or null if it is.</summary>
    public string? Difference(byte[] proof)
    {
        if (ProofLength is { } length && proof.Length != length) return $"{proof.Length} bytes of proof, not {length}";
        if (Proof is not null && !proof.AsSpan().SequenceEqual(Proof))
            return $"proof differs at byte {proof.AsSpan().CommonPrefixLength(Proof)} of {Proof.Length}";
        return ProofHash is null || ReferenceHash.Of(proof).AsSpan().SequenceEqual(ProofHash) ? null : "another hash of the proof";
    }

    private static bool MayDelete(OperationKind kind) =>
        kind is OperationKind.Remove or OperationKind.RemoveIfExists or OperationKind.UpdateLongBy;
}
