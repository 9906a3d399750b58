namespace BasisTrees.Persistence;

/// <summary>Takes the nodes of a tree into a node store, and counts them.</summary>
internal sealed class NodeStoreSink(INodeStore nodes) : INodeSink
{
    /// <summary>The records written.</summary>
    internal long Records { get; private set; }

    /// <summary>The bytes of their nodes.</summary>
    internal long Bytes { get; private set; }

    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        Records++;
        Bytes += node.Length;
        return nodes.Write(label, node, birth);
    }

    /// <summary>Takes the id behind a hashed key, which is found by that key.</summary>
    internal void WriteId(in Label key, byte[] id, long birth) => Write(key, [NodeFormat.IdTag, .. id], birth);
}
