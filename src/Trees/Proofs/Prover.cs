using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The authenticated tree in memory, with the power to change it and to prove each batch of changes (eprint 2016/994, section 4;
/// byte for byte as scrypto does it).
/// </summary>
/// <remarks>
/// <para>
/// This is where to begin. A tree maps keys of one length to values; its <see cref="BasisTrees.Digest"/>, 33 bytes, commits to all of them.
/// The prover owns the tree and changes it; a <see cref="Verifier"/>, which has nothing but a digest that it trusts, checks that a batch of
/// operations answers as claimed and leads to the digest that is claimed. Both are given the same <see cref="TreeParameters"/>.
/// </para>
/// <code>
/// var prover = new Prover(parameters);
/// Digest before = prover.Digest;
/// prover.Apply(Operation.Insert(key, value));        // Outcome.Absent: done
/// Digest after = prover.Seal(proof);                 // revision 1, and the proof from "before" to "after"
///
/// var verifier = new Verifier(parameters);
/// bool proven = verifier.TryBegin(before, proof.WrittenSpan)
///     &amp;&amp; verifier.Apply(Operation.Insert(key, value)) == Outcome.Absent
///     &amp;&amp; verifier.TryFinish(out Digest shown) &amp;&amp; shown == after;
/// </code>
/// <para>
/// Operations join a pending batch; <see cref="Seal()"/> closes it, which makes a revision, and gives the batch's proof where one is asked
/// for. A refused operation leaves the tree, the digest and the proof to come exactly as they were. Nothing is kept on a disk, and the
/// number and size of a batch's operations are not limited here: both are up to the caller.
/// </para>
/// <para>
/// One thread at a time, the writer, uses a prover. A <see cref="BasisTrees.Snapshot"/> that it hands out may be used by any thread, while
/// the writer goes on, without locks on either side. To read a key outside a batch, use a snapshot.
/// </para>
/// <para>
/// No order of calls harms the sealed revisions. After an exception from <see cref="Apply"/> or <see cref="Digest"/> the pending batch is
/// no longer whole; until it is discarded, whatever would go on with it throws an <see cref="InvalidOperationException"/>.
/// </para>
/// </remarks>
public sealed unsafe class Prover
{
    private readonly NodePool _pool;
    private readonly WorkingTree _tree;
    private readonly TreeAlgorithm<ProverGuide> _algorithm;
    private readonly LabelPass _pass;
    private readonly DirtyWalk _walk;
    private readonly DirectionWriter _directions = new();
    private readonly VisitedSet _visited = new();
    private readonly ShownTree _shown;
    private readonly Prefetcher _prefetcher;
    private readonly VersionQueue _versions;
    private readonly Eviction? _eviction;

    // Set while the working tree changes: still set afterwards, if the change did not come to its end.
    private bool _isBroken;

    /// <summary>Makes an empty tree, revision 0: the sentinel leaf alone.</summary>
    /// <param name="parameters">The constants of the tree.</param>
    public Prover(TreeParameters parameters)
        : this(new NodePool(NotNull(parameters)), null, long.MaxValue)
    {
    }

    /// <summary>Makes an empty tree with a node store, revision 0: the sentinel leaf alone, in memory and not yet stored.</summary>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="source">Where nodes are read that have left memory; whatever it throws passes through.</param>
    /// <param name="residentBytesMax">How many bytes <see cref="Trim"/> leaves in memory.</param>
    public Prover(TreeParameters parameters, INodeSource source, long residentBytesMax = long.MaxValue)
        : this(new NodePool(NotNull(parameters), NotNull(source)), null, residentBytesMax)
    {
    }

    /// <summary>
    /// Opens a stored revision. Reads the root, and everything else when it is needed: opening takes the same time for any tree.
    /// </summary>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="source">Where its nodes are; whatever it throws passes through.</param>
    /// <param name="root">The revision.</param>
    /// <param name="residentBytesMax">How many bytes <see cref="Trim"/> leaves in memory.</param>
    /// <exception cref="RoutingKeyException">The root's routing key cannot be one.</exception>
    public Prover(TreeParameters parameters, INodeSource source, in StoredRoot root, long residentBytesMax = long.MaxValue)
        : this(new NodePool(NotNull(parameters), NotNull(source)), root, residentBytesMax)
    {
    }

    private Prover(NodePool pool, StoredRoot? root, long residentBytesMax)
    {
        Parameters = pool.Parameters;
        ResidentBytesMax = residentBytesMax;
        _pool = pool;
        _tree = new WorkingTree(_pool);
        _pass = new LabelPass(_pool);
        _walk = new DirtyWalk(_tree, _pass);
        _shown = new ShownTree(_pool);
        _prefetcher = new Prefetcher(_tree);
        _algorithm = new TreeAlgorithm<ProverGuide>(_tree, Parameters, Parameters.ValueLengthMax);
        _algorithm.Guide = new ProverGuide { Directions = _directions, Visited = _visited };
        _versions = new VersionQueue(_pool, root is { } stored ? Open(stored) : PlantSentinel());
        if (_pool.Places is { } places) _eviction = new Eviction(_tree, places, _versions);
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>The number of sealed batches, empty ones included; 0 is the empty tree.</summary>
    public long Revision => _versions.Head.Revision;

    /// <summary>The number of keys, those of pending operations included.</summary>
    public long Count => _tree.Count;

    /// <summary>The bytes of memory that the tree holds for nodes, keys and values, used or free.</summary>
    public long Bytes => _pool.Bytes;

    /// <summary>
    /// The bytes of the nodes, keys and values in use, those of older revisions that are held included: what <see cref="Trim"/> bounds.
    /// </summary>
    public long ResidentBytes => _pool.UsedBytes;

    /// <summary>How many bytes <see cref="Trim"/> leaves in memory, 0 or more; another value counts from its next call on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long ResidentBytesMax { get; set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value)); }

    /// <summary>
    /// About how many of the resident bytes belong to nodes of sealed revisions that no store has yet; 0 in a tree without a node store.
    /// They cannot leave memory before a checkpoint has written them.
    /// </summary>
    public long UnstoredBytes => _pool.Places?.UnstoredBytes ?? 0;

    /// <summary>How many nodes searches passed and had to read; zeros in a tree without a node store. Any thread.</summary>
    public NodeTraffic Traffic => _pool.Traffic?.Read() ?? default;

    /// <summary>
    /// The digest of the tree with the pending operations in it. Computes the labels that the operations since the last call have made
    /// unknown; asked for at the end of a batch only, that is the least work.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pending batch must be discarded first.</exception>
    public Digest Digest
    {
        get
        {
            Begin();
            _walk.TryRun();
            var digest = new Digest(*_tree.RootLabel, (byte)_tree.Height);
            _isBroken = false;
            return digest;
        }
    }

    /// <summary>
    /// The value that the key of the last applied operation had before it, after <see cref="Outcome.Present"/>; otherwise empty. It is the
    /// prover's memory, valid until the next call; copy what is to be kept.
    /// </summary>
    public ReadOnlySpan<byte> OldValue => _algorithm.OldValue;

    internal long Hashes => _pass.Hashes;

    internal NodePool Pool => _pool;

    internal WorkingTree Tree => _tree;

    /// <summary>Applies one operation to the pending batch, or refuses it (AVL-FORMAT section 2).</summary>
    /// <param name="operation">
    /// The operation, its key of the tree's key length, its value of the tree's value length or no longer than its maximum. Its memory is
    /// copied, not kept.
    /// </param>
    /// <returns>
    /// <see cref="Outcome.Absent"/> or <see cref="Outcome.Present"/> if it was done, with the value before in <see cref="OldValue"/>; else
    /// why it was refused, and nothing has changed. Never <see cref="Outcome.ProofRefused"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// A node that the operation needs is not in memory, or the pending batch broke earlier: it must be discarded.
    /// </exception>
    /// <exception cref="RoutingKeyException">A routing key in the node store is wrong: the pending batch must be discarded.</exception>
    public Outcome Apply(in Operation operation)
    {
        Begin();
        Outcome outcome = _algorithm.Apply(operation);
        if (outcome == Outcome.ProofRefused) ThrowMissing();
        _isBroken = false;
        return outcome;
    }

    /// <summary>
    /// Brings the nodes that some operations will need into the processor's caches, many searches side by side. Changes nothing; worth its
    /// price before a batch of tens of operations or more on a tree larger than the caches.
    /// </summary>
    /// <param name="operations">The operations that will be applied next; ones that will be refused do no harm.</param>
    public void Prefetch(ReadOnlySpan<Operation> operations) => _prefetcher.Run(operations);

    /// <summary>Closes the pending batch without a proof: one revision more, even if the batch is empty.</summary>
    /// <returns>The digest after the batch.</returns>
    /// <exception cref="InvalidOperationException">The pending batch must be discarded.</exception>
    public Digest Seal() => SealBatch(null);

    /// <summary>Closes the pending batch and writes its proof: one revision more, even if the batch is empty.</summary>
    /// <param name="proof">
    /// Receives the proof from the digest before to the digest after (AVL-FORMAT section 5). If it throws, the batch is still pending.
    /// </param>
    /// <returns>The digest after the batch.</returns>
    /// <exception cref="InvalidOperationException">The pending batch must be discarded.</exception>
    public Digest Seal(IBufferWriter<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return SealBatch(proof);
    }

    /// <summary>Drops the pending operations: the tree is again as it was when the last batch was sealed. Never refused.</summary>
    public void Discard()
    {
        _tree.Discard();
        _pass.Drop();
        _visited.Clear();
        _directions.Clear();
        *_tree.RootLabel = _versions.Head.Digest.Root;
        _tree.Begin(_versions.Head.Root, _versions.Head.Digest.Height);
        _tree.Count = _versions.Head.Count;
        _isBroken = false;
    }

    /// <summary>
    /// What-if: the digest and the proof that a batch of operations would give. Changes nothing.
    /// </summary>
    /// <param name="operations">The batch.</param>
    /// <param name="proof">Receives the proof if the batch would succeed; null if none is wanted.</param>
    /// <param name="digest">The digest after the batch if it would succeed.</param>
    /// <param name="failedIndex">The index of the first operation that would be refused, or -1.</param>
    /// <param name="outcome">
    /// Why it would be refused, or the outcome of the last operation; <see cref="Outcome.Absent"/> for an empty batch.
    /// </param>
    /// <returns>False if an operation would be refused; nothing is written then.</returns>
    /// <exception cref="InvalidOperationException">
    /// Operations are pending, successful lookups among them, or a node that is needed is not in memory.
    /// </exception>
    public bool TryPreview(
        ReadOnlySpan<Operation> operations, IBufferWriter<byte>? proof, out Digest digest, out int failedIndex, out Outcome outcome)
    {
        CheckUnchanged("A what-if needs a sealed tree");
        digest = default;
        failedIndex = -1;
        outcome = default;
        try
        {
            for (int i = 0; i < operations.Length; i++)
            {
                outcome = Apply(operations[i]);
                if (outcome.IsDone()) continue;
                failedIndex = i;
                return false;
            }

            digest = Digest;
            if (proof is not null) WriteProof(proof);
            return true;
        }
        finally
        {
            // Also where the output throws: a what-if never leaves operations behind.
            Discard();
        }
    }

    /// <summary>Holds the last sealed revision for reading. Pending operations are not in it.</summary>
    /// <returns>A snapshot, to be disposed by whoever holds it.</returns>
    public Snapshot Snapshot()
    {
        if (!_versions.Head.TryPin()) throw new InvalidOperationException("The head of the tree has been let go.");
        return new Snapshot(Parameters, _pool, _versions.Head);
    }

    /// <summary>
    /// New holds on the revisions that a checkpoint of the head must write: every older one that is held, oldest first, then the head.
    /// </summary>
    /// <returns>The snapshots, each to be disposed.</returns>
    public IReadOnlyList<Snapshot> HeldSnapshots() => _versions.PinHeld().ConvertAll(version => new Snapshot(Parameters, _pool, version));

    /// <summary>
    /// Ends a checkpoint: lets go of all that departed up to a revision, even where older revisions are held, since whoever holds one
    /// finds its nodes in the store from now on.
    /// </summary>
    /// <param name="revision">
    /// The head when <see cref="HeldSnapshots"/> was called; <see cref="BasisTrees.Snapshot.WriteUnstored"/> of each has come to its
    /// end.
    /// </param>
    /// <param name="departures">
    /// Receives every stored node that is in no revision from the given one on, exactly once over the life of the prover, here or by
    /// <see cref="DrainDepartures"/>. Nodes that departed later are kept back for a later call.
    /// </param>
    /// <returns>The number of nodes that were let go early.</returns>
    public long Settle(long revision, IList<Departure> departures)
    {
        ArgumentNullException.ThrowIfNull(departures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, Revision);
        _versions.Reclaim();
        long nodes = _versions.LetGo(revision);
        _versions.Drain(departures, revision);
        return nodes;
    }

    /// <summary>
    /// Hands over the stored nodes that have departed from the tree and that no holder of an older revision needs any more, whenever they
    /// departed.
    /// </summary>
    /// <param name="departures">Receives each exactly once, here or by <see cref="Settle"/>.</param>
    public void DrainDepartures(IList<Departure> departures)
    {
        ArgumentNullException.ThrowIfNull(departures);
        _versions.Reclaim();
        _versions.Drain(departures, long.MaxValue);
    }

    /// <summary>
    /// Takes stored nodes out of memory, those that were not used for longest first, until <see cref="ResidentBytes"/> is no larger
    /// than <see cref="ResidentBytesMax"/>; then some more, so that the next call has less to do. Between batches.
    /// </summary>
    /// <returns>The number of nodes.</returns>
    /// <exception cref="InvalidOperationException">Operations are pending, successful lookups among them.</exception>
    public int Trim()
    {
        CheckUnchanged("Nodes leave memory between batches only");
        _versions.Reclaim();
        return _eviction?.Run(ResidentBytesMax) ?? 0;
    }

    /// <summary>Brings the nodes into memory that readers have lately had to read from the store. Between batches.</summary>
    /// <returns>The number of keys whose paths were looked through.</returns>
    /// <exception cref="InvalidOperationException">Operations are pending, successful lookups among them.</exception>
    public int WarmMissed()
    {
        CheckUnchanged("Nodes are brought in between batches only");
        return _tree.WarmMissed(ResidentBytesMax);
    }

    /// <summary>Begins what must come to its end for the working tree to be whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin()
    {
        if (_isBroken) ThrowBroken();
        _isBroken = true;
    }

    [DoesNotReturn]
    private static void ThrowBroken() =>
        throw new InvalidOperationException("An earlier call did not come to its end: the pending operations must be discarded.");

    [DoesNotReturn]
    private static void ThrowMissing() => throw new InvalidOperationException(
        "A node that the operation needs is not in memory: the pending operations must be discarded; the sealed revisions are whole.");

    private void CheckUnchanged(string why)
    {
        bool isUnchanged = !_isBroken && _tree.IsUnchanged && _visited.IsEmpty;
        if (!isUnchanged) throw new InvalidOperationException($"{why}: seal or discard the pending operations first.");
    }

    private static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private Digest SealBatch(IBufferWriter<byte>? proof)
    {
        Digest digest = Digest;
        if (_tree.Height is < 0 or > byte.MaxValue) throw new InvalidOperationException("The tree is higher than any tree can be.");
        if (proof is not null) WriteProof(proof);
        long revision = Revision + 1;
        Departed departed = _tree.Seal(_versions.Rent(), revision);
        _versions.Append(new TreeVersion(_tree.Root, digest, revision, _tree.Count), departed);
        _visited.Clear();
        _directions.Clear();
        _versions.Reclaim();
        return digest;
    }

    /// <summary>Writes the visited part of the old tree and the directions.</summary>
    private void WriteProof(IBufferWriter<byte> proof)
    {
        _shown.Gather(_visited, _versions.Head.Root.Handle);
        var writer = new ProofWriter(proof, _pool, Parameters.ValueLength is null);
        Label root = _versions.Head.Digest.Root;
        _shown.Write(ref writer, &root, _directions.Bytes);
    }

    private TreeVersion Open(in StoredRoot root) => new(_tree.Open(root), root);

    private TreeVersion PlantSentinel()
    {
        Span<byte> key = stackalloc byte[Parameters.KeyLength];
        key.Clear();
        int first = _tree.TakeKey(key);
        key.Fill(0xFF);
        _tree.SetRoot(_tree.NewLeaf(first, _tree.TakeKey(key), new byte[Parameters.ValueLength ?? 0]));
        Digest digest = Digest;
        _tree.Seal(new Departed(), 0);
        return new TreeVersion(_tree.Root, digest, 0, 0);
    }
}
