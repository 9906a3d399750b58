using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>The guide of the prover: compares keys, and records directions and visited old nodes for the proof.</summary>
internal unsafe struct ProverGuide : IGuide
{
    private ulong _prefix;
    private bool _found;

    /// <summary>The directions of the batch so far.</summary>
    public DirectionWriter Directions { get; init; }

    /// <summary>The old nodes that the batch has visited.</summary>
    public VisitedSet Visited { get; init; }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(ReadOnlySpan<byte> key)
    {
        _prefix = NodePool.Prefix(key);
        _found = false;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(NodePool pool, Navigation* node, ReadOnlySpan<byte> key, out bool right)
    {
        // Once the routing key is met, the leaf is the leftmost of the right subtree.
        if (_found)
        {
            right = false;
            return true;
        }

        ulong routing = node->KeyPrefix;
        right = _prefix > routing;
        if (_prefix != routing) return true;

        int order = KeyOrder.CompareRest(key, pool, node);
        _found = order == 0;
        right = order >= 0;
        return true;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryMatch(NodePool pool, LeafRecord* leaf, ReadOnlySpan<byte> key, out bool matches)
    {
        matches = _found;
        return true;
    }

    /// <inheritdoc/>
    public readonly void Accept(NodePool pool, in SearchPath path, int leaf)
    {
        Directions.Add(path);
        if (pool.Leaf(leaf)->State.IsBorn) return;
        Visited.Add(leaf);

        // The parent of a born node is born: the old nodes are the lower end of the path.
        for (int step = path.Depth - 1; step >= 0; step--)
        {
            int node = path.Node(step);
            if (pool.Internal(node)->State.IsBorn) return;
            Visited.Add(node);
        }
    }

    /// <inheritdoc/>
    public readonly void Visit(NodePool pool, int handle)
    {
        if (!pool.State(handle).IsBorn) Visited.Add(handle);
    }
}
