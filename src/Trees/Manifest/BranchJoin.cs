namespace BasisTrees;

/// <summary>
/// Puts a tree together from its leaves up. Each join compares what no label covers with what the leaves say: heights with the balance, the
/// routing key with the smallest key on the right, the last next key on the left with the first key on the right.
/// </summary>
/// <remarks>One thread. Keys are places in the bytes that every call of one run is given.</remarks>
internal sealed class BranchJoin
{
    private readonly TreeParameters _parameters;
    private readonly INodeSink? _sink;
    private readonly long _birth;
    private readonly byte[] _node;
    private readonly Branch[] _stack = new Branch[ProofLimits.HeightMax + 3];
    private int _depth;

    /// <summary>Prepares to join.</summary>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="sink">Takes every node, children first; null if the tree is only checked.</param>
    /// <param name="birth">The revision that the nodes are written with.</param>
    public BranchJoin(TreeParameters parameters, INodeSink? sink, long birth)
    {
        _parameters = parameters;
        _sink = sink;
        _birth = birth;
        _node = new byte[EncodedNode.InternalLength(parameters.KeyLength)];
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="bytes">The bytes in which keys stand.</param>
    /// <param name="start">Where the leaf begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="label">Its label.</param>
    public ManifestRefusal Leaf(ReadOnlySpan<byte> bytes, int start, int length, in Label label)
    {
        int keyLength = _parameters.KeyLength;
        ReadOnlySpan<byte> key = bytes.Slice(start + 1, keyLength);
        if (key.SequenceCompareTo(bytes.Slice(start + 1 + keyLength, keyLength)) >= 0) return ManifestRefusal.Order;
        if (!key.ContainsAnyExcept((byte)0) && !IsSentinelValue(bytes[(start + 1 + (2 * keyLength))..(start + length)]))
            return ManifestRefusal.Sentinel;
        NodePlace place = _sink?.Write(label, bytes.Slice(start, length), _birth) ?? NodePlace.Unknown;
        Push(new Branch { Label = label, Place = place, FirstKey = start + 1, EndKey = start + 1 + keyLength, Leaves = 1 });
        return ManifestRefusal.None;
    }

    /// <summary>Adds a whole subtree.</summary>
    public void Push(in Branch branch) => _stack[_depth++] = branch;

    /// <summary>Joins the last two subtrees under an internal node.</summary>
    /// <param name="bytes">The bytes in which keys stand.</param>
    /// <param name="start">Where the internal node begins.</param>
    /// <param name="label">Its label.</param>
    public ManifestRefusal Join(ReadOnlySpan<byte> bytes, int start, in Label label)
    {
        int keyLength = _parameters.KeyLength;
        Branch right = _stack[--_depth];
        Branch left = _stack[--_depth];
        sbyte balance = (sbyte)bytes[start + 1];
        ReadOnlySpan<byte> routing = bytes.Slice(start + 2, keyLength);
        ReadOnlySpan<byte> first = bytes.Slice(right.FirstKey, keyLength);
        int height = 1 + Math.Max(left.Height, right.Height);
        if (right.Height - left.Height != balance || height > ProofLimits.HeightMax) return ManifestRefusal.Balance;
        if (!first.SequenceEqual(bytes.Slice(left.EndKey, keyLength))) return ManifestRefusal.Order;
        if (!first.SequenceEqual(routing)) return ManifestRefusal.RoutingKey;
        NodePlace place = NodePlace.Unknown;
        if (_sink is not null)
        {
            var leftChild = new EncodedChild(left.Label, left.Place);
            var rightChild = new EncodedChild(right.Label, right.Place);
            int length = EncodedNode.WriteInternal(_node, balance, routing, leftChild, rightChild);
            place = _sink.Write(label, _node.AsSpan(0, length), _birth);
        }

        Push(new Branch
        {
            Label = label,
            Place = place,
            FirstKey = left.FirstKey,
            EndKey = right.EndKey,
            Height = height,
            Leaves = left.Leaves + right.Leaves,
        });
        return ManifestRefusal.None;
    }

    /// <summary>Takes the only subtree that is left.</summary>
    public Branch Take()
    {
        if (_depth != 1) throw new InvalidOperationException($"One tree was expected, and there are {_depth} parts.");
        return _stack[--_depth];
    }

    private bool IsSentinelValue(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyExcept((byte)0) && (_parameters.ValueLength is not null || value.IsEmpty);
}
