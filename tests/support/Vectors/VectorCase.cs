using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>A line of avl-negative or avl-fuzz: a proof, operations, and what scrypto's verifier made of them.</summary>
internal sealed record VectorCase(string Id, string Category, string Verdict)
{
    /// <summary>The tree's constants, or null where no tree can have them.</summary>
    public required TreeParameters? Parameters { get; init; }

    /// <summary>The digest, or null where it is not 33 bytes.</summary>
    public required Digest? Digest { get; init; }

    public required byte[] Proof { get; init; }

    public required IReadOnlyList<Operation> Operations { get; init; }

    public required long? OperationsMax { get; init; }

    public required long? DeletesMax { get; init; }

    /// <summary>Whether scrypto constructed its verifier.</summary>
    public required bool Constructed { get; init; }

    /// <summary>What scrypto answered to the operations.</summary>
    public required IReadOnlyList<VectorResult> Results { get; init; }

    /// <summary>scrypto's digest after, or null if it had none.</summary>
    public required Digest? DigestAfter { get; init; }

    /// <summary>What the maker of the proof claims; nothing where there is no claimed digest.</summary>
    public required IReadOnlyList<VectorResult> ClaimedResults { get; init; }

    public required Digest? ClaimedDigestAfter { get; init; }

    public static VectorCase Read(JsonElement element)
    {
        JsonElement scrypto = element.GetProperty("scrypto");
        return new VectorCase(
            VectorJson.Text(element, "id"),
            VectorJson.TextOrNull(element, "category") ?? "fuzz",
            VectorJson.Text(element, "verdict"))
        {
            Parameters = ParametersOrNull(element),
            Digest = DigestOrNull(element, "digest"),
            Proof = VectorJson.Bytes(element, "proof"),
            Operations = VectorJson.List(element, "ops", VectorJson.Operation),
            OperationsMax = VectorJson.NumberOrNull(element, "max_num_operations"),
            DeletesMax = VectorJson.NumberOrNull(element, "max_deletes"),
            Constructed = VectorJson.Text(scrypto, "construct") == "ok",
            Results = VectorJson.List(scrypto, "results", VectorResult.Read),
            DigestAfter = DigestOrNull(scrypto, "digest_after"),
            ClaimedResults = VectorJson.List(element, "claimed_results", VectorResult.Read),
            ClaimedDigestAfter = DigestOrNull(element, "claimed_digest_after"),
        };
    }

    private static Digest? DigestOrNull(JsonElement element, string name) =>
        BasisTrees.Digest.TryParse(VectorJson.TextOrNull(element, name), out Digest digest) ? digest : null;

    private static TreeParameters? ParametersOrNull(JsonElement element)
    {
        try
        {
            return VectorJson.Parameters(element);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
