using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>A line of avl-manifest: operations that build a tree, and its digest.</summary>
internal sealed record VectorManifest(string Id, TreeParameters Parameters, IReadOnlyList<Operation> Operations, Digest Digest)
{
    public static VectorManifest Read(JsonElement element) => new(
        VectorJson.Text(element, "id"),
        VectorJson.Parameters(element),
        VectorJson.List(element, "ops", VectorJson.Operation),
        VectorJson.Digest(element, "digest"));
}
