using System.Text.Json;

namespace BasisTrees.Tests.Support;

/// <summary>A tree as scrypto slices it at one subtree depth.</summary>
internal sealed record VectorSlice(int SubtreeDepth, byte[] Manifest, IReadOnlyList<byte[]> Subtrees, IReadOnlyList<byte[]> CutLabels)
{
    public static VectorSlice Read(JsonElement element) => new(
        element.GetProperty("subtree_depth").GetInt32(),
        VectorJson.Bytes(element, "manifest"),
        VectorJson.List(element, "subtrees", Hex),
        VectorJson.List(element, "subtree_ids_in_manifest", Hex));

    private static byte[] Hex(JsonElement element) => Convert.FromHexString(element.GetString()!);
}
