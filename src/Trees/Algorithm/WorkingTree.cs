using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// The tree that the current batch is making: its root and height, the nodes born in the batch and those it has replaced. A node born
/// before is frozen; to change it means to copy it (copy on write by batch), a born one is changed in place.
/// </summary>
/// <remarks>
/// <para>
/// Keys and values are counted by the nodes of the present tree alone: a copy takes over what the original referred to. What the batch
/// lets go may still be read through older versions, so it is only noted here and released when those are.
/// </para>
/// <para>
/// Owned by the writer, or by a verifier, all of whose nodes are born. Invariant: where the label of a child is unknown, the labels on
/// the whole way up to the root are unknown too.
/// </para>
/// </remarks>
internal sealed unsafe class WorkingTree
{
    // One element, pinned: hashing writes the root's label to an address.
    private readonly Label[] _rootLabel = GC.AllocateArray<Label>(1, pinned: true);

    // What the batch has added references to, to be undone if it is discarded.
    private readonly GrowingList<int> _takenKeys = new();
    private readonly GrowingList<ValueRef> _takenValues = new();
    private Departed _departed = new();

    private readonly NodeLoader? _loader;

    /// <summary>Makes a tree without a root over a pool.</summary>
    public WorkingTree(NodePool pool)
    {
        Pool = pool;
        if (pool.Source is { } source) _loader = new NodeLoader(this, source);
    }

    /// <summary>The memory of the nodes.</summary>
    public NodePool Pool { get; }

    /// <summary>The root.</summary>
    public ChildCell Root { get; set; }

    /// <summary>The root of the last sealed version, always in memory.</summary>
    public int SealedRoot { get; set; }

    /// <summary>The label of the root where <see cref="Root"/> says that it is known.</summary>
    public Label* RootLabel => (Label*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_rootLabel));

    /// <summary>The height as operations have made it from the one it began with; a forged one can leave 0..255.</summary>
    public int Height { get; set; }

    /// <summary>The user's keys.</summary>
    public long Count { get; set; }

    /// <summary>The nodes born in the current batch.</summary>
    public GrowingList<int> Born { get; } = new();

    /// <summary>Whether the batch has changed nothing so far.</summary>
    public bool IsUnchanged => Born.Count == 0;

    /// <summary>Begins from a root; the caller has put its label in place, or the cell says that it is not known.</summary>
    public void Begin(ChildCell root, int height)
    {
        Root = root;
        Height = height;
    }

    /// <summary>Makes a node the root; its label counts as unknown.</summary>
    public void SetRoot(int handle) => Root = Pool.CellOf(handle);

    /// <summary>Brings the root of a stored revision into memory; the tree begins with it.</summary>
    /// <returns>The root.</returns>
    /// <exception cref="RoutingKeyException">It is no root.</exception>
    public ChildCell Open(in StoredRoot root)
    {
        NodeLoader loader = _loader ?? throw new InvalidOperationException("Only a tree with a node store opens a revision.");
        *RootLabel = root.Digest.Root;
        SealedRoot = loader.LoadRoot(root.Digest.Root, root.Place);
        Begin(Pool.LabelledCellOf(SealedRoot), root.Digest.Height);
        Count = root.Count;
        return Root;
    }

    /// <summary>The child of a node, brought into memory if it is not there and there is a source.</summary>
    /// <returns>The handle of the child, or an absent one's where there is no source.</returns>
    /// <exception cref="RoutingKeyException">The child does not stand where the routing keys lead.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Present(int handle, bool right)
    {
        int child = Pool.Child(handle, right);
        return NodeHandle.IsAbsent(child) ? Fault(handle, right) : child;
    }

    /// <summary>Brings in what readers missed, as long as no more bytes than allowed are in use. Between batches.</summary>
    /// <returns>The number of keys.</returns>
    public int WarmMissed(long bytesMax)
    {
        if (_loader is null || Pool.Missed is not { } missed) return 0;
        int keys = 0;
        Span<byte> key = stackalloc byte[Pool.KeyLength];
        for (; Pool.UsedBytes <= bytesMax && missed.TryTake(key); keys++) _loader.Warm(key);
        return keys;
    }

    /// <summary>The same as <see cref="Present"/> for a child that is known to be absent.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Fault(int handle, bool right) => _loader is null ? NodeHandle.None : _loader.Load(handle, right);

    /// <summary>The node itself if it was born in this batch, else a copy that takes its place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int OwnInternal(int handle) => Pool.Internal(handle)->State.IsBorn ? handle : CopyInternal(handle);

    /// <summary>The leaf itself if it was born in this batch, else a copy that takes its place.</summary>
    public int OwnLeaf(int handle)
    {
        if (Pool.Leaf(handle)->State.IsBorn) return handle;
        int copy = Pool.CopyLeaf(handle);
        _departed.Nodes.Add(handle);
        Born.Add(copy);
        return copy;
    }

    /// <summary>Makes an internal node that belongs to this batch.</summary>
    public int NewInternal()
    {
        int handle = Pool.NewInternal();
        Born.Add(handle);
        return handle;
    }

    /// <summary>Makes a leaf that belongs to this batch; it takes over a reference to each key.</summary>
    public int NewLeaf(int key, int next, ReadOnlySpan<byte> value)
    {
        int handle = Pool.NewLeaf(key, next);
        Born.Add(handle);
        Store(Pool.Leaf(handle), value);
        return handle;
    }

    /// <summary>Keeps a key and counts one reference to it.</summary>
    public int TakeKey(ReadOnlySpan<byte> key)
    {
        int block = Pool.Keys.Take(key);
        _takenKeys.Add(block);
        return block;
    }

    /// <summary>Gives an internal node of this batch another routing key.</summary>
    public void SetRoutingKey(int handle, int key)
    {
        Navigation* node = Pool.Internal(handle);
        ShareKey(key);
        if (node->Key >= 0) _departed.Keys.Add(node->Key);
        node->Key = key;
        node->KeyPrefix = NodePool.Prefix(Pool.Keys.Span(key));
    }

    /// <summary>Gives a leaf of this batch another next key.</summary>
    public void SetNext(int handle, int key)
    {
        LeafRecord* leaf = Pool.Leaf(handle);
        ShareKey(key);
        _departed.Keys.Add(leaf->Next);
        leaf->Next = key;
    }

    /// <summary>Gives a leaf of this batch a new next key and hands its former one, with the reference to it, to the caller.</summary>
    public int ExchangeNext(int handle, int key)
    {
        LeafRecord* leaf = Pool.Leaf(handle);
        ShareKey(key);
        int former = leaf->Next;
        leaf->Next = key;
        return former;
    }

    /// <summary>Gives a leaf of this batch another value.</summary>
    public void SetValue(int handle, ReadOnlySpan<byte> value)
    {
        LeafRecord* leaf = Pool.Leaf(handle);
        DropValue(leaf);
        Store(leaf, value);
    }

    /// <summary>Gives a leaf of this batch the key and the value of another.</summary>
    public void SetKeyAndValue(int handle, int source)
    {
        LeafRecord* to = Pool.Leaf(handle);
        LeafRecord* from = Pool.Leaf(source);
        ShareKey(from->Key);
        _departed.Keys.Add(to->Key);
        to->Key = from->Key;
        DropValue(to);
        Pool.Values.Share(to, from);
        NoteValue(to);
    }

    /// <summary>Notes that a node is no longer in the tree. It stays readable until no version needs it.</summary>
    public void Retire(int handle)
    {
        _departed.Nodes.Add(handle);
        if (NodeHandle.IsInternal(handle))
        {
            int key = Pool.Internal(handle)->Key;
            if (key >= 0) _departed.Keys.Add(key);
            return;
        }

        LeafRecord* leaf = Pool.Leaf(handle);
        _departed.Keys.Add(leaf->Key);
        _departed.Keys.Add(leaf->Next);
        DropValue(leaf);
    }

    /// <summary>Ends the batch: its nodes are frozen, and what it took out of the tree goes to the caller.</summary>
    /// <param name="spare">An empty record to go on with.</param>
    /// <param name="revision">The revision that the batch makes.</param>
    public Departed Seal(Departed spare, long revision)
    {
        foreach (int handle in Born.Items) Pool.Freeze(handle);
        if (Pool.Places is { } places) NoteBirths(places, revision);
        SealedRoot = Root.Handle;
        Departed departed = _departed;
        _departed = spare;
        Forget();
        return departed;
    }

    /// <summary>Undoes the batch in memory; the caller puts the root back.</summary>
    public void Discard()
    {
        foreach (int handle in Born.Items) Pool.Release(handle);
        foreach (int key in _takenKeys.Items) Pool.Keys.Release(key);
        foreach (ValueRef value in _takenValues.Items) Pool.Values.Release(value);
        _departed.Clear();
        Forget();
    }

    /// <summary>Forgets everything, nodes included: a verifier between two proofs.</summary>
    public void Clear()
    {
        Pool.Clear();
        _departed.Clear();
        Forget();
    }

    private void NoteBirths(NodePlaces places, long revision)
    {
        long bytes = 0;
        foreach (int handle in Born.Items)
        {
            places.Set(handle, PlaceWord.Unstored(revision));
            bytes += Pool.BytesOf(handle);
        }

        places.CountUnstored(bytes);
    }

    private void Forget()
    {
        Born.Clear();
        _takenKeys.Clear();
        _takenValues.Clear();
    }

    private void ShareKey(int key)
    {
        Pool.Keys.Share(key);
        _takenKeys.Add(key);
    }

    private void Store(LeafRecord* leaf, ReadOnlySpan<byte> value)
    {
        Pool.Values.Store(leaf, value);
        NoteValue(leaf);
    }

    private void NoteValue(LeafRecord* leaf)
    {
        if (!Pool.Values.IsInline) _takenValues.Add(new ValueRef(leaf->ValueBlock, leaf->ValueLength));
    }

    private void DropValue(LeafRecord* leaf)
    {
        if (!Pool.Values.IsInline) _departed.Values.Add(new ValueRef(leaf->ValueBlock, leaf->ValueLength));
    }

    private int CopyInternal(int handle)
    {
        int copy = Pool.CopyInternal(handle);
        _departed.Nodes.Add(handle);
        Born.Add(copy);
        return copy;
    }
}
