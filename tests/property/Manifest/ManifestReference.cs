using System.Buffers.Binary;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>AVL-FORMAT section 8 word by word, recursive and slow, over the reference tree.</summary>
internal static class ManifestReference
{
    internal static ManifestSlice Slice(ReferenceTree tree, int subtreeDepth)
    {
        List<byte[]> subtrees = [];
        byte[] height = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(height, tree.Height);
        byte[] nodes = Whole(tree.Root);
        if (tree.Root is ReferenceInternal root)
        {
            byte[] left = Top(root.Left, tree.Height - 1, subtreeDepth, subtrees);
            nodes = Joined(root, left, Top(root.Right, tree.Height - 1, subtreeDepth, subtrees));
        }

        return new ManifestSlice([.. height, .. nodes], subtrees);
    }

    private static byte[] Top(ReferenceNode node, int height, int depth, List<byte[]> subtrees)
    {
        if (node is not ReferenceInternal r)
        {
            subtrees.Add(Whole(node));
            return Whole(node);
        }

        if (height > depth) return Joined(r, Top(r.Left, height - 1, depth, subtrees), Top(r.Right, height - 1, depth, subtrees));
        subtrees.Add(Whole(r.Left));
        subtrees.Add(Whole(r.Right));
        return [2, unchecked((byte)r.Balance), .. SmallestKey(r.Right), .. r.Left.Label, .. r.Right.Label];
    }

    private static byte[] Whole(ReferenceNode node)
    {
        if (node is ReferenceInternal r) return Joined(r, Whole(r.Left), Whole(r.Right));
        var leaf = (ReferenceLeaf)node;
        return [0, .. leaf.Key, .. leaf.NextKey, .. leaf.Value];
    }

    private static byte[] Joined(ReferenceInternal node, byte[] left, byte[] right)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, left.Length);
        return [1, unchecked((byte)node.Balance), .. SmallestKey(node.Right), .. length, .. left, .. right];
    }

    private static byte[] SmallestKey(ReferenceNode node) =>
        node is ReferenceInternal r ? SmallestKey(r.Left) : ((ReferenceLeaf)node).Key;
}
