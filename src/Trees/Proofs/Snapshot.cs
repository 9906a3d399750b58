using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BasisTrees;

/// <summary>One sealed revision of a tree, held for reading and proving while the writer goes on.</summary>
/// <remarks>
/// <para>
/// Any number of threads may use a snapshot at the same time; no member takes a lock and none writes to the tree. Whoever holds it
/// disposes it: until then the memory of its revision, and of later ones that were succeeded meanwhile, is kept; it is used again from
/// the next sealed batch on. A call that has begun when another thread disposes the snapshot is carried to its end.
/// </para>
/// <para>
/// In a tree with a node store a snapshot holds the revision, not its memory: nodes that have left memory are read from the store, and
/// whatever that throws passes through to the caller.
/// </para>
/// </remarks>
public sealed unsafe class Snapshot : IDisposable
{
    private readonly NodePool _pool;
    private readonly TreeVersion _version;

    // 1 once disposed; exchanged by whichever thread disposes first.
    private int _disposed;

    internal Snapshot(TreeParameters parameters, NodePool pool, TreeVersion version)
    {
        Parameters = parameters;
        _pool = pool;
        _version = version;
    }

    /// <summary>Lets the revision go if the holder forgot to.</summary>
    ~Snapshot() => Release();

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>The number of batches that were sealed before, 0 for the empty tree.</summary>
    public long Revision => _version.Revision;

    /// <summary>The digest of the revision.</summary>
    public Digest Digest => _version.Digest;

    /// <summary>The number of keys.</summary>
    public long Count => _version.Count;

    /// <summary>Another hold on the same revision, to be disposed on its own.</summary>
    /// <param name="snapshot">The new hold.</param>
    /// <returns>False if this snapshot was disposed.</returns>
    public bool TryShare([NotNullWhen(true)] out Snapshot? snapshot)
    {
        snapshot = null;
        if (IsDisposed || !_version.TryPin()) return false;
        snapshot = new Snapshot(Parameters, _pool, _version);
        return true;
    }

    /// <summary>Reads the value of a key.</summary>
    /// <param name="key">The key; one of a wrong length, or a sentinel, is not found.</param>
    /// <param name="value">Receives the value if the key is present.</param>
    /// <returns>Whether the key is present.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">A node on the way is not in memory, and the tree has no node store.</exception>
    /// <exception cref="RoutingKeyException">A stored routing key is wrong, and the source has no exception of its own.</exception>
    public bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Enter();
        try
        {
            return TryFind(key, value);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Whether a key is present.</summary>
    /// <param name="key">The key; one of a wrong length, or a sentinel, is not.</param>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">A node on the way is not in memory, and the tree has no node store.</exception>
    /// <exception cref="RoutingKeyException">A stored routing key is wrong, and the source has no exception of its own.</exception>
    public bool Contains(ReadOnlySpan<byte> key)
    {
        Enter();
        try
        {
            return TryFind(key, null);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Goes through the entries of a range of keys in order.</summary>
    /// <param name="from">The first key of the range, of any length up to the key length; empty for the first key of all.</param>
    /// <param name="to">The key past the end of the range, of any length up to the key length; empty for the end.</param>
    /// <param name="descending">From the last entry of the range to its first.</param>
    /// <returns>A cursor before the first entry. It reads this snapshot and ends with it.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public Cursor Scan(ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to, bool descending = false)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return new Cursor(this, from, to, descending);
    }

    /// <summary>Goes through the keys whose values differ between this revision and a later one, or another tree's, in order.</summary>
    /// <param name="later">The other revision, of a tree with the same key length; it may be of another tree, and older.</param>
    /// <param name="from">The first key of the range, of any length up to the key length; empty for the first key of all.</param>
    /// <param name="to">The key past the end of the range, of any length up to the key length; empty for the end.</param>
    /// <returns>A cursor before the first difference. It reads both snapshots and ends with either.</returns>
    /// <exception cref="ArgumentException">The key lengths differ.</exception>
    /// <exception cref="ObjectDisposedException">One of the snapshots was disposed.</exception>
    public DifferenceCursor Compare(Snapshot later, ReadOnlyMemory<byte> from, ReadOnlyMemory<byte> to)
    {
        ArgumentNullException.ThrowIfNull(later);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ObjectDisposedException.ThrowIf(later.IsDisposed, later);
        if (later.Parameters.KeyLength != Parameters.KeyLength)
            throw new ArgumentException("Trees with keys of different lengths cannot be compared.", nameof(later));
        return new DifferenceCursor(this, later, from, to);
    }

    /// <summary>
    /// Writes one proof that shows for each of some keys its value or that it is absent: the batch proof of their lookups in the given
    /// order (AVL-FORMAT section 5).
    /// </summary>
    /// <param name="keys">The keys, in the order in which the verifier will look them up; a key may come more than once.</param>
    /// <param name="proof">Receives the proof.</param>
    /// <param name="failedIndex">The index of the first key that no tree can hold, or -1.</param>
    /// <param name="outcome">Why it cannot be held.</param>
    /// <returns>False if a key has a wrong length or is a sentinel; nothing is written then.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">A node on the way is not in memory, and the tree has no node store.</exception>
    /// <exception cref="RoutingKeyException">A stored routing key is wrong, and the source has no exception of its own.</exception>
    public bool TryProve(ReadOnlySpan<ReadOnlyMemory<byte>> keys, IBufferWriter<byte> proof, out int failedIndex, out Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(proof);
        for (failedIndex = 0; failedIndex < keys.Length; failedIndex++)
        {
            outcome = TreeAlgorithm<ProverGuide>.CheckKey(keys[failedIndex].Span, Parameters.KeyLength);
            if (outcome != default) return false;
        }

        failedIndex = -1;
        outcome = default;
        Enter();
        try
        {
            LookupProof lookup = _pool.RentLookup();
            lookup.Write(_version, keys, proof);
            _pool.ReturnLookup(lookup);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Writes the nodes of this revision that the tree's node store does not have yet, children before parents; from then on the tree
    /// counts them as stored. To be called by one thread at a time, the writer or another one beside it.
    /// </summary>
    /// <param name="sink">Takes the nodes. What it has taken before it throws counts as stored; calling again goes on from there.</param>
    /// <returns>Where the root of the revision stands; unknown only if it was stored under a place that was never known.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="InvalidOperationException">The tree has no node store.</exception>
    public NodePlace WriteUnstored(INodeSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (_pool.Places is not { } places) throw new InvalidOperationException("The tree was made without a node store.");
        Enter();
        try
        {
            return new UnstoredWalk(_pool, places, sink).Run(_version);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Lets the revision go. May be called more than once, from any thread; what is being read is read to its end.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    internal NodePool Pool => _pool;

    internal TreeVersion Version => _version;

    /// <summary>Holds the revision for the length of one call, so that a disposal by another thread cannot pull it away.</summary>
    internal void Enter()
    {
        // The own hold may go between the two looks; the pin of this call then holds the revision, unless it had been let go before.
        bool held = !IsDisposed && _version.TryPin();
        ObjectDisposedException.ThrowIf(!held, this);
    }

    internal void Exit()
    {
        _version.Unpin();
        GC.KeepAlive(this);
    }

    private bool TryFind(ReadOnlySpan<byte> key, IBufferWriter<byte>? value)
    {
        if (key.Length != Parameters.KeyLength) return false;
        if (_pool.Places is { } places) return TryFindOrRead(key, places, value);
        int level = -1;
        LeafRecord* leaf = FindResident(key, ref level, out _, out _);
        if (leaf is null) throw new InvalidOperationException("A node of a held revision is not in memory.");
        return TryTake(leaf, key, value);
    }

    private bool TryFindOrRead(ReadOnlySpan<byte> key, NodePlaces places, IBufferWriter<byte>? value)
    {
        if (TreeAlgorithm<ProverGuide>.CheckKey(key, Parameters.KeyLength) != default) return false;
        Label label;
        NodePlace place;
        int pin = _pool.Enter();
        try
        {
            int usedLevel = places.UsedLevel;
            int level = usedLevel;
            LeafRecord* leaf = FindResident(key, ref level, out int parent, out bool right);
            int passed = usedLevel - level + (leaf is null ? 0 : 1);
            _pool.Traffic!.Count(passed, missed: 0); // a tree with places has it
            if (leaf is not null) return TryTake(leaf, key, value);
            bool isRoot = parent == NodeHandle.None;
            label = isRoot ? _version.Digest.Root : *_pool.ChildLabel(parent, right);
            place = isRoot ? _version.RootPlace : _pool.Cell(parent, right)->Place;
        }
        finally
        {
            _pool.Exit(pin);
        }

        return TryRead(key, label, place, value);
    }

    /// <summary>Searches as far as nodes are in memory.</summary>
    /// <param name="key">The key, of the tree's key length.</param>
    /// <param name="level">
    /// The level of the node to be marked as used, or -1; afterwards less by the number of internal nodes passed.
    /// </param>
    /// <param name="parent">If there is no leaf: the parent of the first node that is not in memory; none if that is the root.</param>
    /// <param name="right">On which side of its parent that node is.</param>
    /// <returns>The leaf, or null.</returns>
    private LeafRecord* FindResident(ReadOnlySpan<byte> key, ref int level, out int parent, out bool right)
    {
        ulong prefix = NodePool.Prefix(key);
        ChildCell cell = _version.Root;
        parent = NodeHandle.None;
        right = false;
        int usedLevel = level; // in a register
        LeafRecord* leaf = null;
        while (_pool.Fits(cell))
        {
            int handle = cell.Handle;
            if (!NodeHandle.IsInternal(handle))
            {
                leaf = _pool.Leaf(handle);
                break;
            }

            if (usedLevel-- == 0) _pool.Places!.Use(handle); // only a tree with places has a level to mark
            Navigation* node = _pool.Internal(handle);
            right = KeyOrder.GoesRight(key, prefix, _pool, node);
            cell = Navigation.Child(node, right);
            parent = handle;
        }

        level = usedLevel;
        return leaf;
    }

    private bool TryTake(LeafRecord* leaf, ReadOnlySpan<byte> key, IBufferWriter<byte>? value)
    {
        bool isSentinel = !key.ContainsAnyExcept((byte)0);
        if (isSentinel || !_pool.Keys.Span(leaf->Key).SequenceEqual(key)) return false;
        value?.Write(_pool.Values.Read(leaf));
        return true;
    }

    private bool TryRead(ReadOnlySpan<byte> key, in Label label, NodePlace place, IBufferWriter<byte>? value)
    {
        NodeReader reader = _pool.RentReader();
        _pool.Missed?.Note(key);
        EncodedNode leaf = reader.FindLeaf(key, label, place);
        bool isPresent = leaf.Key.SequenceEqual(key);
        if (isPresent) value?.Write(leaf.Value);
        int reads = reader.TakeReads();
        _pool.Traffic!.Count(reads, reads); // a tree with a source has it
        _pool.ReturnReader(reader);
        return isPresent;
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _version?.Unpin();
    }
}
