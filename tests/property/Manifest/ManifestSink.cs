using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Keeps the nodes that an import writes, and checks each against its label and its children against what came before.</summary>
internal sealed class ManifestSink(TreeParameters parameters) : INodeSink
{
    private readonly List<(Label Label, byte[] Bytes)> _nodes = [];

    internal int Count => _nodes.Count;

    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        Assert.True(EncodedNode.TryRead(node, parameters, out EncodedNode read));
        Assert.Equal(label, read.ComputeLabel());
        if (!read.IsLeaf)
        {
            Assert.Equal(read.ChildLabel(false), At(read.ChildPlace(false)).Label);
            Assert.Equal(read.ChildLabel(true), At(read.ChildPlace(true)).Label);
        }

        _nodes.Add((label, node.ToArray()));
        return new NodePlace((ulong)_nodes.Count);
    }

    /// <summary>The leaves of the tree at a place from left to right, the sentinel first.</summary>
    internal List<(byte[] Key, byte[] Value)> Leaves(NodePlace root)
    {
        List<(byte[] Key, byte[] Value)> leaves = [];
        Stack<NodePlace> left = new([root]);
        while (left.TryPop(out NodePlace place))
        {
            Assert.True(EncodedNode.TryRead(At(place).Bytes, parameters, out EncodedNode node));
            if (node.IsLeaf)
            {
                leaves.Add((node.Key.ToArray(), node.Value.ToArray()));
                continue;
            }

            left.Push(node.ChildPlace(true));
            left.Push(node.ChildPlace(false));
        }

        return leaves;
    }

    private (Label Label, byte[] Bytes) At(NodePlace place)
    {
        Assert.True(place.IsKnown && place.Number <= (ulong)_nodes.Count, "A parent came before its child.");
        return _nodes[(int)place.Number - 1];
    }
}
