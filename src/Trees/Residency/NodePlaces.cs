using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The words beside the slots of a tree with a node store: where each node's record is, and whether a search has lately passed it.
/// </summary>
/// <remarks>
/// The words are the writer's, except that the thread which writes a checkpoint sets those of the nodes it stores. Any thread marks a node
/// as used.
/// </remarks>
internal sealed unsafe class NodePlaces
{
    private readonly Slab<ulong> _internals;
    private readonly Slab<ulong> _leaves;
    private readonly Slab<byte> _used;

    // Changed by the writer and by the thread that writes a checkpoint.
    private long _unstoredBytes;

    private int _usedLevel;

    // The last revision of which a node was stored; of the thread that writes a checkpoint, read by the writer.
    private long _lastBirth;

    // Which checkpoint stores nodes now, 1 to 7; the writer's, read by the thread that writes it.
    private uint _checkpoint = 1;

    /// <summary>Makes the words of a pool's slots.</summary>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="internalSteadyBytes">The size of the largest record among the tables of internal nodes.</param>
    /// <param name="leafSteadyBytes">The size of the largest record among the tables of leaves.</param>
    public NodePlaces(ChunkArena arena, int internalSteadyBytes, int leafSteadyBytes)
    {
        _internals = new Slab<ulong>(arena, internalSteadyBytes);
        _used = new Slab<byte>(arena, internalSteadyBytes);
        _leaves = new Slab<ulong>(arena, leafSteadyBytes);
    }

    /// <summary>About how many bytes the nodes take that no store has yet.</summary>
    public long UnstoredBytes => Math.Max(0, Interlocked.Read(ref _unstoredBytes));

    /// <summary>
    /// Ends a checkpoint: what it stored counts as long stored, unless it stored later nodes as well. What older revisions have of the same
    /// keys and values is let go by then, so that the nodes which count them may leave memory.
    /// </summary>
    public void EndCheckpoint(long revision)
    {
        if (Volatile.Read(ref _lastBirth) <= revision) Volatile.Write(ref _checkpoint, (_checkpoint % PlaceWord.Checkpoints) + 1);
    }

    /// <summary>Notes that a node is stored from now on. For the thread that writes a checkpoint.</summary>
    /// <param name="handle">The node.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="bytes">What it takes in memory.</param>
    public void Store(int handle, NodePlace place, long bytes)
    {
        long birth = Read(handle).Birth;
        if (birth > _lastBirth) Volatile.Write(ref _lastBirth, birth);
        Set(handle, PlaceWord.Stored(place, Volatile.Read(ref _checkpoint)));
        CountUnstored(-bytes);
    }

    /// <summary>Reserves the words of the slots that have just been reserved.</summary>
    public void ReserveInternal(int index)
    {
        _internals.ReserveUpTo(index);
        _used.ReserveUpTo(index);
    }

    /// <summary>Reserves the word of the leaf slot that has just been reserved.</summary>
    public void ReserveLeaf(int index) => _leaves.ReserveUpTo(index);

    /// <summary>Reads the word of a node.</summary>
    public PlaceWord Read(int handle) => new(Volatile.Read(ref *Word(handle)));

    /// <summary>Sets the word of a node.</summary>
    public void Set(int handle, PlaceWord word) => Volatile.Write(ref *Word(handle), word.Word);

    /// <summary>Counts bytes of nodes that are not stored, or no longer so.</summary>
    public void CountUnstored(long bytes) => Interlocked.Add(ref _unstoredBytes, bytes);

    /// <summary>Whether a node may leave memory: a store has it, and that not only since the checkpoint that is being written.</summary>
    public bool IsClean(int handle)
    {
        PlaceWord word = Read(handle);
        return word.IsStored && word.Checkpoint != _checkpoint;
    }

    /// <summary>The level, counted from the root's as 0, whose nodes searches mark as used; the writer's, read by any thread.</summary>
    public int UsedLevel
    {
        get => Volatile.Read(ref _usedLevel);
        set => Volatile.Write(ref _usedLevel, value);
    }

    /// <summary>Marks an internal node as used. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Use(int handle)
    {
        byte* used = _used[handle];
        if (*used == 0) *used = 1;
    }

    /// <summary>Whether an internal node was used since this was last asked.</summary>
    public bool TakeUsed(int handle)
    {
        byte* used = _used[handle];
        bool was = *used != 0;
        *used = 0;
        return was;
    }

    private ulong* Word(int handle) => NodeHandle.IsInternal(handle) ? _internals[handle] : _leaves[NodeHandle.LeafIndex(handle)];
}
