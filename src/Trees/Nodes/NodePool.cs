using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The memory of a tree: internal nodes, leaves, keys and values in slabs, addressed by handles (docs/adr/0002). The pool
/// knows nothing of trees: it hands out slots, counts who refers to a key or value, and ends the life of a node.
/// </summary>
/// <remarks>
/// One thread, the writer, calls what changes the pool. Any thread may read a frozen node that it reached from a version it has
/// pinned. Pointers into the pool are valid as long as the pool is.
/// </remarks>
internal sealed unsafe class NodePool
{
    // With the words that a slot of a tree with a node store has beside it.
    private static readonly int InternalBytes = sizeof(Navigation) + sizeof(LabelPair) + sizeof(ulong) + sizeof(byte);
    private static readonly int LeafBytes = sizeof(LeafRecord) + sizeof(ulong);

    private readonly ChunkArena _arena;
    private readonly Slab<Navigation> _navigation;
    private readonly Slab<LabelPair> _pairs;
    private readonly Slab<LeafRecord> _leaves;
    private readonly FreeSlots _freeInternals = new();
    private readonly FreeSlots _freeLeaves = new();

    private int _internalsInUse;
    private int _leavesInUse;

    // Exchanged by any thread.
    private LookupProof? _lookup;
    private NodeReader? _reader;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="source">Where nodes come from that are not in memory, or null if there is no such place.</param>
    public NodePool(TreeParameters parameters, INodeSource? source = null)
    {
        Parameters = parameters;
        KeyLength = parameters.KeyLength;
        _arena = new ChunkArena();
        _navigation = new Slab<Navigation>(_arena, sizeof(LabelPair));
        _pairs = new Slab<LabelPair>(_arena, sizeof(LabelPair));
        _leaves = new Slab<LeafRecord>(_arena, sizeof(LeafRecord));
        Keys = new BlockSlab(_arena, parameters.KeyLength);
        Values = new ValueSlab(_arena, parameters.ValueLength);
        if (source is null) return;
        Source = source;
        Epochs = new ReadEpochs();
        Places = new NodePlaces(_arena, sizeof(LabelPair), sizeof(LeafRecord));
        Missed = new MissedKeys(KeyLength);
        Traffic = new TrafficCounter();
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>Where nodes come from that are not in memory; null in a tree that is in memory as a whole, or in a verifier.</summary>
    public INodeSource? Source { get; }

    /// <summary>The epochs of the readers; null where there is no source, as then the hold on a version is all that readers need.</summary>
    public ReadEpochs? Epochs { get; }

    /// <summary>Where the records of the nodes are; null where there is no source.</summary>
    public NodePlaces? Places { get; }

    /// <summary>The length of every key in bytes.</summary>
    public int KeyLength { get; }

    /// <summary>The keys, each once.</summary>
    public BlockSlab Keys { get; }

    /// <summary>The values.</summary>
    public ValueSlab Values { get; }

    /// <summary>The keys that readers missed; null where there is no source.</summary>
    public MissedKeys? Missed { get; }

    /// <summary>How many nodes searches pass and miss; null where there is no source.</summary>
    public TrafficCounter? Traffic { get; }

    /// <summary>The bytes held, used or free.</summary>
    public long Bytes => _arena.Bytes + Values.LargeBytes;

    /// <summary>The internal nodes and leaves in use.</summary>
    public int InUse => _internalsInUse + _leavesInUse;

    /// <summary>The bytes of the nodes, keys and values in use.</summary>
    public long UsedBytes => ((long)_internalsInUse * InternalBytes) + ((long)_leavesInUse * LeafBytes) + Keys.UsedBytes + Values.UsedBytes;

    /// <summary>The search record of an internal node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Navigation* Internal(int handle) => _navigation[handle];

    /// <summary>The child labels of an internal node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LabelPair* Pair(int handle) => _pairs[handle];

    /// <summary>The record of a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LeafRecord* Leaf(int handle) => _leaves[NodeHandle.LeafIndex(handle)];

    /// <summary>The state word of any node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotState State(int handle) => NodeHandle.IsInternal(handle) ? Internal(handle)->State : Leaf(handle)->State;

    /// <summary>One of the two child cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChildCell* Cell(int handle, bool right)
    {
        return &Internal(handle)->Left + Unsafe.BitCast<bool, byte>(right);
    }

    /// <summary>The label beside a child cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Label* ChildLabel(int handle, bool right)
    {
        return (Label*)Pair(handle) + Unsafe.BitCast<bool, byte>(right);
    }

    /// <summary>The handle of a child, or one that <see cref="NodeHandle.IsAbsent"/> knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Child(int handle, bool right)
    {
        return Navigation.Child(Internal(handle), right).Handle;
    }

    /// <summary>Whether a cell's handle still names the node that was meant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fits(ChildCell cell) => !NodeHandle.IsAbsent(cell.Handle) && State(cell.Handle).Generation == cell.Generation;

    /// <summary>Makes a node the child of another; its label counts as unknown.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetChild(int handle, bool right, int child) => *Cell(handle, right) = CellOf(child);

    /// <summary>A cell for a node whose label is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ChildCell CellOf(int handle) => ChildCell.Unlabelled(handle, State(handle).Generation);

    /// <summary>A cell for a node whose label is known.</summary>
    public ChildCell LabelledCellOf(int handle) => CellOf(handle).WithLabelKnown();

    /// <summary>Rewrites the cell of a child that enters or leaves memory, in a node that readers may be looking at.</summary>
    public void Publish(int handle, bool right, ChildCell cell) => Volatile.Write(ref *(ulong*)Cell(handle, right), cell.Word);

    /// <summary>Moves a child with its label from one place to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveChild(int to, bool toRight, int from, bool fromRight)
    {
        *ChildLabel(to, toRight) = *ChildLabel(from, fromRight);
        *Cell(to, toRight) = *Cell(from, fromRight);
    }

    /// <summary>Makes an internal node, born, without children or routing key, balance 0.</summary>
    public int NewInternal()
    {
        Navigation* node;
        if (_freeInternals.TryTake(out int index, out int soon))
        {
            node = _navigation[index];
            CacheLine.Prefetch(_navigation[soon]);
            CacheLine.Prefetch(_pairs[soon]);
        }
        else
        {
            index = _navigation.Reserve();
            _pairs.ReserveUpTo(index);
            node = _navigation[index];
            node->State.BeginSlot();
            Places?.ReserveInternal(index);
        }

        Places?.Use(index);
        node->State.BeginNode();
        node->Key = -1;
        node->KeyPrefix = 0;
        _internalsInUse++;
        return index;
    }

    /// <summary>Makes a leaf, born, without a value yet.</summary>
    public int NewLeaf(int key, int next)
    {
        LeafRecord* leaf;
        if (_freeLeaves.TryTake(out int index, out int soon))
        {
            leaf = _leaves[index];
            CacheLine.Prefetch(_leaves[soon]);
        }
        else
        {
            index = _leaves.Reserve();
            leaf = _leaves[index];
            leaf->State.BeginSlot();
            Places?.ReserveLeaf(index);
        }

        leaf->State.BeginNode();
        leaf->Key = key;
        leaf->Next = next;
        leaf->ValueLength = 0;
        _leavesInUse++;
        return NodeHandle.OfLeaf(index);
    }

    /// <summary>Copies an internal node into a slot of its own, born.</summary>
    public int CopyInternal(int handle)
    {
        int copy = NewInternal();
        Navigation* from = Internal(handle);
        Navigation* to = Internal(copy);
        to->Left = from->Left;
        to->Right = from->Right;
        to->KeyPrefix = from->KeyPrefix;
        to->Key = from->Key;
        to->State.Balance = from->State.Balance;
        *Pair(copy) = *Pair(handle);
        return copy;
    }

    /// <summary>Copies a leaf into a slot of its own, born.</summary>
    public int CopyLeaf(int handle)
    {
        LeafRecord* from = Leaf(handle);
        int copy = NewLeaf(from->Key, from->Next);
        LeafRecord* to = Leaf(copy);
        to->ValueBlock = from->ValueBlock;
        to->ValueLength = from->ValueLength;
        return copy;
    }

    /// <summary>Ends the life of a node: its slot is free and handles to it no longer fit. Keys and value are not its own.</summary>
    public void Release(int handle)
    {
        Debug.Assert(!NodeHandle.IsAbsent(handle), "A node that is not in memory has no slot.");
        if (NodeHandle.IsInternal(handle))
        {
            _internalsInUse--;
            if (Internal(handle)->State.TryEndNode()) _freeInternals.Add(handle);
        }
        else
        {
            _leavesInUse--;
            if (Leaf(handle)->State.TryEndNode()) _freeLeaves.Add(NodeHandle.LeafIndex(handle));
        }
    }

    /// <summary>Takes a node out of the reach of whoever does not yet look at it: handles to it no longer fit, its slot stays.</summary>
    public void Expire(int handle)
    {
        if (NodeHandle.IsInternal(handle)) Internal(handle)->State.Expire();
        else Leaf(handle)->State.Expire();
    }

    /// <summary>Frees the slot of a node that has expired.</summary>
    public void Free(int handle)
    {
        if (NodeHandle.IsInternal(handle))
        {
            _internalsInUse--;
            if (!Internal(handle)->State.IsSpent) _freeInternals.Add(handle);
        }
        else
        {
            _leavesInUse--;
            if (!Leaf(handle)->State.IsSpent) _freeLeaves.Add(NodeHandle.LeafIndex(handle));
        }
    }

    /// <summary>About how many bytes a node takes, its value or its routing key included, which is the key of a leaf too.</summary>
    public int BytesOf(int handle) => NodeHandle.IsInternal(handle)
        ? InternalBytes + KeyLength + sizeof(int)
        : LeafBytes + (Values.IsInline ? 0 : Leaf(handle)->ValueLength);

    /// <summary>Begins to read nodes of a version; ended by <see cref="Exit"/>, within one call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Enter() => Epochs?.Enter() ?? 0;

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit(int pin) => Epochs?.Exit(pin);

    /// <summary>Ends the batch in which a node was born.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Freeze(int handle)
    {
        if (NodeHandle.IsInternal(handle)) Internal(handle)->State.Freeze();
        else Leaf(handle)->State.Freeze();
    }

    /// <summary>Says how many nodes will be made after a <see cref="Clear"/>, so that no more memory is taken than they need.</summary>
    public void Expect(int leaves, int internals) => _arena.Expect(
        _navigation.Expect(internals) + _pairs.Expect(internals) + _leaves.Expect(leaves) + Keys.Expect(leaves + 1));

    /// <summary>Forgets all nodes and keeps the memory. Only where no other thread reads: a verifier between two proofs.</summary>
    public void Clear()
    {
        _navigation.Clear();
        _pairs.Clear();
        _leaves.Clear();
        Keys.Clear();
        Values.Clear();
        _freeInternals.Clear();
        _freeLeaves.Clear();
        _internalsInUse = 0;
        _leavesInUse = 0;
    }

    /// <summary>The memory for one lookup proof: what an earlier one has left, or new. Any thread.</summary>
    public LookupProof RentLookup() => Interlocked.Exchange(ref _lookup, null) ?? new LookupProof(this);

    /// <summary>Leaves the memory of a lookup proof to the next one. Any thread.</summary>
    public void ReturnLookup(LookupProof lookup) => Volatile.Write(ref _lookup, lookup);

    /// <summary>The memory for reading from the source: what an earlier reading has left, or new. Any thread.</summary>
    public NodeReader RentReader() => Interlocked.Exchange(ref _reader, null)
        ?? new NodeReader(Parameters, Source ?? throw new InvalidOperationException("A node of a held revision is not in memory."));

    /// <summary>Leaves the memory for reading to the next one. Any thread.</summary>
    public void ReturnReader(NodeReader reader) => Volatile.Write(ref _reader, reader);

    /// <summary>The first eight bytes of a key as a big-endian number, a shorter key filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Prefix(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(key);
        ulong prefix = 0;
        for (int i = 0; i < key.Length; i++) prefix |= (ulong)key[i] << (56 - (8 * i));
        return prefix;
    }
}
