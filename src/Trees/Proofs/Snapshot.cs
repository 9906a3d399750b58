using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BasisTrees;

/// <summary>One sealed revision of a tree, held for reading and proving while the writer goes on.</summary>
/// <remarks>
/// Any number of threads may use a snapshot at the same time; no member takes a lock and none writes to the tree. Whoever holds it
/// disposes it: until then the memory of its revision, and of later ones that were succeeded meanwhile, is kept; it is used again from
/// the next sealed batch on. A call that has begun when another thread disposes the snapshot is carried to its end.
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
    /// <exception cref="InvalidOperationException">A node on the way is not in memory.</exception>
    public bool TryGet(ReadOnlySpan<byte> key, IBufferWriter<byte> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Enter();
        try
        {
            LeafRecord* leaf = Find(key);
            if (leaf is null) return false;
            value.Write(_pool.Values.Read(leaf));
            return true;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Whether a key is present.</summary>
    /// <param name="key">The key; one of a wrong length, or a sentinel, is not.</param>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public bool Contains(ReadOnlySpan<byte> key)
    {
        Enter();
        try
        {
            return Find(key) is not null;
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
            lookup.Write(_version, keys, Parameters.ValueLength is null, proof);
            _pool.ReturnLookup(lookup);
            return true;
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

    internal ChildCell Root => _version.Root;

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

    /// <summary>The node that a cell names. In this form of the tree every node of a held revision is in memory.</summary>
    internal static int Resolve(NodePool pool, ChildCell cell)
    {
        if (!pool.Fits(cell)) throw new InvalidOperationException("A node of a held revision is not in memory.");
        return cell.Handle;
    }

    private LeafRecord* Find(ReadOnlySpan<byte> key)
    {
        if (key.Length != Parameters.KeyLength) return null;
        ulong prefix = NodePool.Prefix(key);
        int handle = Resolve(_pool, _version.Root);
        while (NodeHandle.IsInternal(handle))
        {
            Navigation* node = _pool.Internal(handle);
            handle = Resolve(_pool, Navigation.Child(node, KeyOrder.GoesRight(key, prefix, _pool, node)));
        }

        LeafRecord* leaf = _pool.Leaf(handle);
        bool isSentinel = !key.ContainsAnyExcept((byte)0);
        return !isSentinel && _pool.Keys.Span(leaf->Key).SequenceEqual(key) ? leaf : null;
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) _version?.Unpin();
    }
}
