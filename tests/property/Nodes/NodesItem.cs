using System.Security.Cryptography;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Something to put into a store of nodes: a leaf, an internal node or an id, with the label it belongs under.</summary>
internal sealed record NodesItem(Label Label, byte[] Bytes)
{
    internal static readonly StoreDefinition Definition = new("nodes", new TreeParameters(32), KeyMode.Hashed);

    internal static readonly NodeVerifier Verifier = new(Definition);

    /// <summary>A leaf whose bytes follow from its number.</summary>
    internal static NodesItem Leaf(int number, int valueLength = 24)
    {
        var random = new Random(number);
        byte[] key = new byte[32];
        byte[] next = new byte[32];
        byte[] value = new byte[valueLength];
        random.NextBytes(key);
        random.NextBytes(next);
        random.NextBytes(value);
        byte[] bytes = new byte[EncodedNode.LeafLength(32, valueLength)];
        EncodedNode.WriteLeaf(bytes, key, next, value);
        return Of(bytes);
    }

    /// <summary>An internal node over two others; places are no part of its label.</summary>
    internal static NodesItem Internal(NodesItem left, NodesItem right, NodePlace leftPlace = default, NodePlace rightPlace = default)
    {
        byte[] bytes = new byte[EncodedNode.InternalLength(32)];
        EncodedNode.WriteInternal(
            bytes, 0, SHA256.HashData(right.Bytes), new EncodedChild(left.Label, leftPlace), new EncodedChild(right.Label, rightPlace));
        return Of(bytes);
    }

    /// <summary>An id of a hashed tree, which belongs under its key.</summary>
    internal static NodesItem Id(string id) => Of([NodeFormat.IdTag, .. StoreBench.Bytes(id)]);

    private static NodesItem Of(byte[] bytes) =>
        Verifier.TryLabel(bytes, out Label label) ? new NodesItem(label, bytes) : throw new InvalidOperationException("This is no node.");
}
