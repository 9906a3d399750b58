using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// Computes the labels of many nodes in lanes: all leaves first, then the internal nodes level by level from the deepest up. A job names
/// a node and the place for its label, which is beside the cell of its parent.
/// </summary>
/// <remarks>Owned by one thread; reused from batch to batch without allocation once it has grown.</remarks>
internal sealed unsafe class LabelPass
{
    private const int BlockLength = 128;
    private const int GroupMax = 64;

    // How many jobs ahead the memory of a job is fetched.
    private const int Ahead = 16;

    private readonly NodePool _pool;
    private readonly byte[] _blocks = GC.AllocateArray<byte>(GroupMax * BlockLength, pinned: true);
    private readonly GrowingList<Job> _leaves = new();
    private readonly GrowingList<Job> _internals = new();
    private Label* _rootLabel;

    /// <summary>Makes a pass over a pool's nodes.</summary>
    public LabelPass(NodePool pool) => _pool = pool;

    /// <summary>The labels computed so far, for reports.</summary>
    public long Hashes { get; private set; }

    /// <summary>The internal nodes added so far, level by level.</summary>
    public ReadOnlySpan<Job> Internals => _internals.Items;

    /// <summary>Makes room, so that adding does not have to.</summary>
    public void Reserve(int leaves, int internals)
    {
        _leaves.Reserve(leaves);
        _internals.Reserve(internals);
    }

    /// <summary>Adds the root, before all other nodes.</summary>
    public void AddRoot(int handle) => Add(new Job(handle, Job.Root));

    /// <summary>Adds a node; an internal one before any of its children.</summary>
    /// <param name="handle">The node.</param>
    /// <param name="parent">Its parent, beside whose cell the label goes.</param>
    /// <param name="right">On which side of the parent.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int handle, int parent, bool right) => Add(new Job(handle, ((uint)parent << 1) | Unsafe.BitCast<bool, byte>(right)));

    /// <summary>Does all jobs.</summary>
    /// <param name="levels">Where each level of internal nodes begins, the root's first.</param>
    /// <param name="rootLabel">Where the root's label goes.</param>
    public void Run(ReadOnlySpan<int> levels, Label* rootLabel)
    {
        _rootLabel = rootLabel;
        HashLeaves(_leaves.Items);
        int end = _internals.Count;
        for (int level = levels.Length - 1; level >= 0; level--)
        {
            HashInternals(_internals.Items[levels[level]..end]);
            end = levels[level];
        }

        Hashes += _leaves.Count + _internals.Count;
        Drop();
    }

    /// <summary>Forgets all jobs.</summary>
    public void Drop()
    {
        _leaves.Clear();
        _internals.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Job job)
    {
        if (NodeHandle.IsInternal(job.Handle)) _internals.Add(job);
        else _leaves.Add(job);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Label* Target(Job job) =>
        job.Place == Job.Root ? _rootLabel : _pool.ChildLabel((int)(job.Place >> 1), (job.Place & 1) != 0);

    private void HashInternals(ReadOnlySpan<Job> jobs)
    {
        byte** pairs = stackalloc byte*[GroupMax];
        byte** targets = stackalloc byte*[GroupMax];
        byte* balances = stackalloc byte[GroupMax];
        while (jobs.Length > 0)
        {
            int count = Math.Min(GroupMax, jobs.Length);
            for (int i = 0; i < count; i++)
            {
                int handle = jobs[i].Handle;
                pairs[i] = (byte*)_pool.Pair(handle);
                targets[i] = (byte*)Target(jobs[i]);
                balances[i] = (byte)_pool.Internal(handle)->State.Balance;
            }

            // The next group's memory arrives while this one is hashed.
            for (int i = count; i < Math.Min(2 * count, jobs.Length); i++)
            {
                CacheLine.Prefetch(_pool.Pair(jobs[i].Handle));
                CacheLine.Prefetch(_pool.Internal(jobs[i].Handle));
                CacheLine.Prefetch(Target(jobs[i]));
            }

            LabelLanes.HashPairs(pairs, balances, targets, count);
            jobs = jobs[count..];
        }
    }

    private void HashLeaves(ReadOnlySpan<Job> jobs)
    {
        byte** targets = stackalloc byte*[GroupMax];
        int* lengths = stackalloc int[GroupMax];
        fixed (byte* blocks = _blocks)
        {
            int count = 0;
            for (int i = 0; i < jobs.Length; i++)
            {
                FetchLeaves(jobs, i);
                LeafRecord* leaf = _pool.Leaf(jobs[i].Handle);
                ReadOnlySpan<byte> value = _pool.Values.Read(leaf);
                int length = 1 + (2 * _pool.KeyLength) + value.Length;
                if (length > BlockLength)
                {
                    HashLong(leaf, value, Target(jobs[i]));
                    continue;
                }

                WriteBlock(new Span<byte>(blocks + (count * BlockLength), BlockLength), leaf, value);
                lengths[count] = length;
                targets[count] = (byte*)Target(jobs[i]);
                if (++count < GroupMax) continue;
                LabelLanes.HashBlocks(blocks, lengths, targets, count);
                count = 0;
            }

            if (count > 0) LabelLanes.HashBlocks(blocks, lengths, targets, count);
        }
    }

    /// <summary>Fetches the record of a leaf further ahead and the keys of one less far, whose record has arrived.</summary>
    private void FetchLeaves(ReadOnlySpan<Job> jobs, int index)
    {
        if (index + (2 * Ahead) < jobs.Length) CacheLine.Prefetch(_pool.Leaf(jobs[index + (2 * Ahead)].Handle));
        if (index + Ahead >= jobs.Length) return;
        LeafRecord* leaf = _pool.Leaf(jobs[index + Ahead].Handle);
        CacheLine.Prefetch(_pool.Keys[leaf->Key]);
        CacheLine.Prefetch(_pool.Keys[leaf->Next]);
    }

    /// <summary>The hash input of a leaf: 00, key, value, next key, filled up with zeros.</summary>
    private void WriteBlock(Span<byte> block, LeafRecord* leaf, ReadOnlySpan<byte> value)
    {
        int keyLength = _pool.KeyLength;
        block[0] = 0;
        _pool.Keys.Span(leaf->Key).CopyTo(block[1..]);
        value.CopyTo(block[(1 + keyLength)..]);
        int next = 1 + keyLength + value.Length;
        _pool.Keys.Span(leaf->Next).CopyTo(block[next..]);
        block[(next + keyLength)..].Clear();
    }

    private void HashLong(LeafRecord* leaf, ReadOnlySpan<byte> value, Label* target)
    {
        Blake2bState state = default;
        state.Init();
        state.Update([0]);
        state.Update(_pool.Keys.Span(leaf->Key));
        state.Update(value);
        state.Update(_pool.Keys.Span(leaf->Next));
        state.Finish(new Span<byte>(target, Label.Length));
    }

    /// <summary>A node to be hashed, and the place of its label: twice the parent, plus one on the right.</summary>
    internal readonly record struct Job(int Handle, uint Place)
    {
        /// <summary>The place of the root's label.</summary>
        public const uint Root = uint.MaxValue;
    }
}
