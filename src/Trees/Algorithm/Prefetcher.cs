namespace BasisTrees;

/// <summary>
/// Walks the searches of a batch side by side, fetching the next node of one while the others take their step, so that the searches
/// that follow find their nodes in the caches.
/// </summary>
/// <remarks>Owned by the writer. Reads the working tree and changes nothing.</remarks>
internal sealed unsafe class Prefetcher
{
    private const int Group = 32;

    private readonly WorkingTree _tree;
    private readonly int[] _handles = new int[Group];
    private readonly ulong[] _prefixes = new ulong[Group];
    private readonly int[] _live = new int[Group];
    private readonly bool[] _keyFetched = new bool[Group];

    /// <summary>Makes a prefetcher for a tree.</summary>
    public Prefetcher(WorkingTree tree) => _tree = tree;

    /// <summary>Fetches the nodes that the searches of some operations pass.</summary>
    public void Run(ReadOnlySpan<Operation> operations)
    {
        while (operations.Length > 0)
        {
            int count = Math.Min(Group, operations.Length);
            RunGroup(operations[..count]);
            operations = operations[count..];
        }
    }

    private void RunGroup(ReadOnlySpan<Operation> operations)
    {
        NodePool pool = _tree.Pool;
        int live = 0;
        for (int i = 0; i < operations.Length; i++)
        {
            ReadOnlySpan<byte> key = operations[i].Key.Span;
            if (key.Length != pool.KeyLength || !NodeHandle.IsInternal(_tree.Root.Handle)) continue;
            _handles[i] = _tree.Root.Handle;
            _prefixes[i] = NodePool.Prefix(key);
            _live[live++] = i;
        }

        while (live > 0)
        {
            int still = 0;
            for (int j = 0; j < live; j++)
            {
                int i = _live[j];
                Navigation* node = pool.Internal(_handles[i]);

                if (_prefixes[i] == node->KeyPrefix && !_keyFetched[i])
                {
                    // Keys that begin alike are told apart by the whole routing key, which comes next time round.
                    CacheLine.Prefetch(pool.Keys[node->Key]);
                    _keyFetched[i] = true;
                    _live[still++] = i;
                    continue;
                }

                _keyFetched[i] = false;
                bool right = KeyOrder.GoesRight(operations[i].Key.Span, _prefixes[i], pool, node);
                int child = Navigation.Child(node, right).Handle;
                if (NodeHandle.IsAbsent(child)) continue;
                if (!NodeHandle.IsInternal(child))
                {
                    CacheLine.Prefetch(pool.Leaf(child));
                    continue;
                }

                CacheLine.Prefetch(pool.Internal(child));
                CacheLine.Prefetch(pool.Pair(child));
                _handles[i] = child;
                _live[still++] = i;
            }

            live = still;
        }
    }
}
