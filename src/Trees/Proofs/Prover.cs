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
    private const int SpareMax = 4;

    private readonly NodePool _pool;
    private readonly WorkingTree _tree;
    private readonly TreeAlgorithm<ProverGuide> _algorithm;
    private readonly LabelPass _pass;
    private readonly DirtyWalk _walk;
    private readonly DirectionWriter _directions = new();
    private readonly VisitedSet _visited = new();
    private readonly ShownTree _shown;
    private readonly Prefetcher _prefetcher;
    private readonly Stack<Departed> _spare = new();
    private TreeVersion _head;
    private TreeVersion _oldest;

    // Set while the working tree changes: still set afterwards, if the change did not come to its end.
    private bool _isBroken;

    /// <summary>Makes an empty tree, revision 0: the sentinel leaf alone.</summary>
    /// <param name="parameters">The constants of the tree.</param>
    public Prover(TreeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _pool = new NodePool(parameters);
        _tree = new WorkingTree(_pool);
        _pass = new LabelPass(_pool);
        _walk = new DirtyWalk(_tree, _pass);
        _shown = new ShownTree(_pool);
        _prefetcher = new Prefetcher(_tree);
        _algorithm = new TreeAlgorithm<ProverGuide>(_tree, parameters, parameters.ValueLengthMax);
        _algorithm.Guide = new ProverGuide { Directions = _directions, Visited = _visited };
        _head = _oldest = PlantSentinel();
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>The number of sealed batches, empty ones included; 0 is the empty tree.</summary>
    public long Revision => _head.Revision;

    /// <summary>The number of keys, those of pending operations included.</summary>
    public long Count => _tree.Count;

    /// <summary>The bytes of memory that the tree holds for nodes, keys and values, used or free.</summary>
    public long Bytes => _pool.Bytes;

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
        *_tree.RootLabel = _head.Digest.Root;
        _tree.Begin(_head.Root, _head.Digest.Height);
        _tree.Count = _head.Count;
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
        if (_isBroken || !_tree.IsUnchanged || !_visited.IsEmpty)
        {
            throw new InvalidOperationException("A what-if needs a tree without pending operations: seal or discard them first.");
        }

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
        if (!_head.TryPin()) throw new InvalidOperationException("The head of the tree has been let go.");
        return new Snapshot(Parameters, _pool, _head);
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

    private Digest SealBatch(IBufferWriter<byte>? proof)
    {
        Digest digest = Digest;
        if (_tree.Height is < 0 or > byte.MaxValue) throw new InvalidOperationException("The tree is higher than any tree can be.");
        if (proof is not null) WriteProof(proof);
        if (!_spare.TryPop(out Departed? spare)) spare = new Departed();
        var version = new TreeVersion(_tree.Root, digest, _head.Revision + 1, _tree.Count);
        _head.Departed = _tree.Seal(spare);
        _head.Next = version;
        _head = version;
        _visited.Clear();
        _directions.Clear();
        Reclaim();
        return digest;
    }

    /// <summary>Writes the visited part of the old tree and the directions.</summary>
    private void WriteProof(IBufferWriter<byte> proof)
    {
        _shown.Clear();
        if (_visited.Contains(_head.Root.Handle)) _shown.AddRoot(_head.Root.Handle);
        for (int entry = 0; entry < _shown.Count; entry++)
        {
            int handle = _shown.Handle(entry);
            if (!NodeHandle.IsInternal(handle)) continue;
            Navigation* node = _pool.Internal(handle);
            if (_visited.Contains(node->Left.Handle)) _shown.AddChild(entry, false, node->Left.Handle);
            if (_visited.Contains(node->Right.Handle)) _shown.AddChild(entry, true, node->Right.Handle);
        }

        var writer = new ProofWriter(proof, _pool, Parameters.ValueLength is null);
        Label root = _head.Digest.Root;
        _shown.Write(ref writer, &root, _directions.Bytes);
    }

    /// <summary>Lets go of what only versions that nobody holds could see.</summary>
    private void Reclaim()
    {
        while (_oldest is { Next: { } next, Departed: { } departed } && _oldest.TryRetire())
        {
            departed.Release(_pool);
            if (_spare.Count < SpareMax) _spare.Push(departed);
            _oldest = next;
        }
    }

    private TreeVersion PlantSentinel()
    {
        Span<byte> key = stackalloc byte[Parameters.KeyLength];
        key.Clear();
        int first = _tree.TakeKey(key);
        key.Fill(0xFF);
        _tree.SetRoot(_tree.NewLeaf(first, _tree.TakeKey(key), new byte[Parameters.ValueLength ?? 0]));
        Digest digest = Digest;
        _tree.Seal(new Departed());
        return new TreeVersion(_tree.Root, digest, 0, 0);
    }
}
