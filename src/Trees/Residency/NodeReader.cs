namespace BasisTrees;

/// <summary>Reads nodes from the source of a tree into memory of its own.</summary>
/// <remarks>One thread at a time. What it gives is valid until the next reading.</remarks>
internal sealed class NodeReader
{
    // What is kept between readings: longer values are rare.
    private const int BufferMax = 64 << 10;

    private readonly TreeParameters _parameters;
    private readonly INodeSource _source;
    private byte[] _buffer = [];
    private int _reads;

    /// <summary>Makes a reader of a source.</summary>
    public NodeReader(TreeParameters parameters, INodeSource source)
    {
        _parameters = parameters;
        _source = source;
    }

    /// <summary>Reads a node.</summary>
    public EncodedNode Read(scoped in Label label, NodePlace place)
    {
        if (_buffer.Length > BufferMax) _buffer = [];
        int length = _source.Read(label, place, ref _buffer);
        _reads++;
        return EncodedNode.TryRead(_buffer.AsSpan(0, length), _parameters, out EncodedNode node)
            ? node
            : throw new InvalidOperationException($"The source gave bytes for {label} that are no node of such a tree.");
    }

    /// <summary>The exception for a node that does not stand where the routing keys lead.</summary>
    public Exception Misplaced(in Label label, NodePlace place) => _source.Misplaced(label, place);

    /// <summary>The nodes that were read since this was last asked.</summary>
    public int TakeReads()
    {
        int reads = _reads;
        _reads = 0;
        return reads;
    }

    /// <summary>Reads on from a node to the leaf where a key is, or would be.</summary>
    /// <param name="key">The key, no sentinel's.</param>
    /// <param name="label">The label of the node.</param>
    /// <param name="place">Where it is.</param>
    /// <exception cref="RoutingKeyException">The leaf is not where the key would be.</exception>
    public EncodedNode FindLeaf(ReadOnlySpan<byte> key, Label label, NodePlace place)
    {
        while (true)
        {
            EncodedNode node = Read(label, place);
            if (node.IsLeaf)
            {
                bool isThere = key.SequenceCompareTo(node.Key) >= 0 && key.SequenceCompareTo(node.NextKey) < 0;
                return isThere ? node : throw Misplaced(label, place);
            }

            bool right = key.SequenceCompareTo(node.Key) >= 0;
            label = node.ChildLabel(right);
            place = node.ChildPlace(right);
        }
    }
}
