using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>A line of avl-manifest: operations that build a tree, its digest, and its slices.</summary>
internal sealed record VectorManifest(string Id, TreeParameters Parameters, IReadOnlyList<Operation> Operations, Digest Digest)
{
    public required IReadOnlyList<VectorSlice> Slices { get; init; }

    public static VectorManifest Read(JsonElement element) => new(
        VectorJson.Text(element, "id"),
        VectorJson.Parameters(element),
        VectorJson.List(element, "ops", VectorJson.Operation),
        VectorJson.Digest(element, "digest"))
    {
        Slices = VectorJson.List(element, "slices", VectorSlice.Read),
    };
}
