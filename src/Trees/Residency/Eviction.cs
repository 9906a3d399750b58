using System.Numerics;

namespace BasisTrees;

/// <summary>
/// Takes stored nodes out of memory. The upper levels of the tree stay; the subtrees below them take turns: a hand goes round the keys, a
/// subtree that was used since it last came by is passed over once, any other loses its stored nodes from the leaves up.
/// </summary>
/// <remarks>
/// <para>The writer's, between batches.</para>
/// <para>
/// The child of a node that is not stored stays: an older revision may have an older form of that node, not stored either, and the record
/// of it will need the child's place, which only the child's slot has.
/// </para>
/// <para>
/// A call looks at no more nodes than a constant and a multiple of those it takes out. Where it finds everything used, it takes out what
/// comes next all the same; where it finds hardly anything stored, it leaves the rest to the next call.
/// </para>
/// </remarks>
internal sealed unsafe class Eviction
{
    // The share of the bytes for the upper levels, and what a node of theirs takes.
    private const int UpperShare = 4;
    private const int UpperNodeBytes = 140;

    // The levels of a tree that are never all among the upper ones.
    private const int LowerLevelsMin = 4;

    // How much is taken out beyond what must be, as a share of the bytes.
    private const int SlackShare = 16;

    // The largest share of the bytes that is kept free for what the next batch brings.
    private const int GrowthShare = 4;

    // How many nodes are looked at in a call, and for each that is taken out.
    private const int LooksMin = 4_000;
    private const int LooksPerNode = 64;

    private readonly WorkingTree _tree;
    private readonly NodePool _pool;
    private readonly NodePlaces _places;
    private readonly VersionQueue _versions;

    // Where the hand is: a key, the sentinel's at first; and in a call the way to it, down to the level of the subtrees.
    private readonly byte[] _hand;
    private readonly (int Node, bool Right)[] _way = new (int, bool)[96];
    private int _depth;

    private Departed _evicted;
    private long _looks;

    // What batches have lately added between two calls.
    private long _growth;
    private long _bytesBefore;

    /// <summary>Makes the eviction of a tree with a node store.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="places">The places of its nodes.</param>
    /// <param name="versions">Its versions.</param>
    public Eviction(WorkingTree tree, NodePlaces places, VersionQueue versions)
    {
        _tree = tree;
        _pool = tree.Pool;
        _places = places;
        _versions = versions;
        _hand = new byte[_pool.KeyLength];
        _evicted = versions.Rent();
    }

    /// <summary>Takes nodes out until no more bytes than allowed are in use, those aside that readers still look at.</summary>
    /// <param name="bytesAllowed">How many bytes stay in memory.</param>
    /// <returns>The number of nodes.</returns>
    public int Run(long bytesAllowed)
    {
        int upper = BitOperations.Log2((ulong)Math.Max(1, bytesAllowed / UpperShare / UpperNodeBytes));
        _places.UsedLevel = Math.Max(0, Math.Min(upper, _tree.Height - LowerLevelsMin));
        long bytes = _pool.UsedBytes - _versions.LimboBytes;
        _growth = Math.Clamp(bytes - _bytesBefore, _growth - (_growth / 8), bytesAllowed / GrowthShare);
        long bytesMax = bytesAllowed - _growth;
        if (bytes > bytesMax) Run(bytes, bytesMax);
        int count = _evicted.Nodes.Count;
        _bytesBefore = bytes - _evicted.Bytes;
        if (count == 0) return 0;
        _versions.Release(_evicted);
        _evicted = _versions.Rent();
        return count;
    }

    private void Run(long bytes, long bytesMax)
    {
        Begin();
        _looks = 0;
        long bytesAtEnd = bytesMax - (bytesMax / SlackShare);
        while (bytes - _evicted.Bytes > bytesAtEnd && _looks < LooksMin + (LooksPerNode * (long)_evicted.Nodes.Count)) Pass(spares: true);

        _looks = 0;
        int passed = _evicted.Nodes.Count;
        while (bytes - _evicted.Bytes > bytesMax && _looks < LooksMin + (LooksPerNode * (long)(_evicted.Nodes.Count - passed)))
        {
            Pass(spares: false);
        }

        End();
    }

    /// <summary>Finds the way to the hand.</summary>
    private void Begin()
    {
        _depth = 0;
        int node = _tree.SealedRoot;
        while (_depth < _places.UsedLevel && NodeHandle.IsInternal(node))
        {
            Navigation* record = _pool.Internal(node);
            bool right = _hand.AsSpan().SequenceCompareTo(_pool.Keys.Span(record->Key)) >= 0;
            _way[_depth++] = (node, right);
            node = Navigation.Child(record, right).Handle;
        }
    }

    /// <summary>Notes the key where the subtree under the hand begins.</summary>
    private void End()
    {
        int turn = _depth - 1;
        while (turn >= 0 && !_way[turn].Right) turn--;
        if (turn < 0) _hand.AsSpan().Clear();
        else _pool.Keys.Span(_pool.Internal(_way[turn].Node)->Key).CopyTo(_hand);
    }

    /// <summary>Moves the hand past one subtree.</summary>
    /// <param name="spares">Whether the subtree is spared if it was used.</param>
    private void Pass(bool spares)
    {
        _looks++;
        int top = _depth == 0 ? _tree.SealedRoot : _pool.Child(_way[_depth - 1].Node, _way[_depth - 1].Right);
        if (NodeHandle.IsInternal(top) && _depth == _places.UsedLevel && !(_places.TakeUsed(top) && spares))
        {
            if (_depth == 0) _ = EvictChildren(top);
            else _ = TryEvictChild(_way[_depth - 1].Node, _way[_depth - 1].Right);
        }

        // Up as long as it came from the right, over, and down on the left; after the last subtree comes the first.
        while (_depth > 0 && _way[_depth - 1].Right) _depth--;
        int node = _tree.SealedRoot;
        if (_depth > 0)
        {
            node = _way[_depth - 1].Node;
            _way[_depth - 1] = (node, true);
            node = _pool.Child(node, true);
        }

        for (; _depth < _places.UsedLevel && NodeHandle.IsInternal(node); _looks++)
        {
            _way[_depth++] = (node, false);
            node = _pool.Child(node, false);
        }
    }

    /// <summary>Takes the children of a node out.</summary>
    /// <returns>Whether neither is in memory any more.</returns>
    private bool EvictChildren(int node) => TryEvictChild(node, false) & TryEvictChild(node, true);

    /// <summary>Takes a child and all below it out. Recursive: the tree is balanced, at most 91 levels deep.</summary>
    private bool TryEvictChild(int node, bool right)
    {
        int child = _pool.Child(node, right);
        if (NodeHandle.IsAbsent(child)) return true;
        _looks++;
        bool isLast = !NodeHandle.IsInternal(child) || EvictChildren(child);
        if (!isLast || !_places.IsClean(child) || !_places.IsClean(node)) return false;

        // First the way back: who finds that the handle does not fit may find the place in the cell.
        _pool.Publish(node, right, ChildCell.AbsentAt(_places.Read(child).Place));
        _evicted.Bytes += _pool.BytesOf(child);
        _evicted.Nodes.Add(child);
        if (NodeHandle.IsInternal(child))
        {
            _evicted.Keys.Add(_pool.Internal(child)->Key);
        }
        else
        {
            LeafRecord* leaf = _pool.Leaf(child);
            _evicted.Keys.Add(leaf->Key);
            _evicted.Keys.Add(leaf->Next);
            if (!_pool.Values.IsInline) _evicted.Values.Add(new ValueRef(leaf->ValueBlock, leaf->ValueLength));
        }

        _pool.Expire(child);
        return true;
    }
}
