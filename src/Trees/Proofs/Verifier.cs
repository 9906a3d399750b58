namespace BasisTrees;

/// <summary>
/// Checks batch proofs against a digest without a tree and without trust (eprint 2016/994; AVL-FORMAT section 6). Strict: it also refuses
/// what no honest prover writes, so that a proof has one form only.
/// </summary>
/// <remarks>
/// <para>
/// Begin with the digest that you trust and a proof; apply exactly the operations that you mean, in their order; finish, and compare the
/// digest you get with the one that is claimed. Only if every step succeeds is anything proven.
/// </para>
/// <para>
/// No proof and no operation throws, recurses or loops without bound. Beyond scrypto it refuses: directions or bytes left over, padding
/// that is not zero, a balance other than -1, 0 or 1, a height above 91 in a digest or in the tree that is shown, a value longer than the
/// maximum. A proof that is not of the digest takes no more memory than four times its length and 64 KB.
/// </para>
/// <para>
/// One thread at a time uses a verifier. Reused, it allocates nothing for a proof no larger than those before; it keeps the memory of the
/// largest. A proof's length is for the caller to limit before it is read.
/// </para>
/// </remarks>
public sealed class Verifier
{
    private readonly ProofCheck _check;

    /// <summary>Makes a verifier.</summary>
    /// <param name="parameters">The constants of the tree, from a source that the proof has no hand in.</param>
    public Verifier(TreeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _check = new ProofCheck(parameters, isStrict: true);
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>
    /// The value that the key of the last operation had before it, after <see cref="Outcome.Present"/>; otherwise empty. It is the
    /// verifier's memory, valid until the next operation or proof. Proven only once <see cref="TryFinish"/> has succeeded.
    /// </summary>
    public ReadOnlySpan<byte> OldValue => _check.OldValue;

    /// <summary>Begins with a proof; whatever was begun before is forgotten.</summary>
    /// <param name="digest">The trusted digest that the proof starts from.</param>
    /// <param name="proof">The proof; not kept after the call.</param>
    /// <param name="operationsMax">
    /// The most operations that the proof may be for: bounds its nodes as the paper's appendix B says. Without it the proof's own length is
    /// the bound. Not more than 2^30 - 1 is ever accepted. It does not count the operations that are applied.
    /// </param>
    /// <param name="deletesMax">The most of them that may remove a key; as many as there are operations if not given.</param>
    /// <returns>False if the proof is malformed, too large, or not of that digest.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is negative.</exception>
    public bool TryBegin(Digest digest, ReadOnlySpan<byte> proof, int? operationsMax = null, int? deletesMax = null)
    {
        long nodesMax = NodesMax(digest, operationsMax, deletesMax, proof.Length);
        _check.End();
        return digest.Height <= ProofLimits.HeightMax && _check.TryBegin(digest, proof, nodesMax);
    }

    /// <summary>Replays one operation on what the proof shows.</summary>
    /// <param name="operation">The operation, exactly as it is claimed to have been carried out. Its memory is not kept.</param>
    /// <returns>
    /// What the prover answered, if the proof is honest; <see cref="Outcome.ProofRefused"/> if it does not show what the operation needs,
    /// or if no proof was begun. After any refusal the whole proof counts as refused: refused operations are not part of a proof.
    /// </returns>
    public Outcome Apply(in Operation operation) => _check.Apply(operation);

    /// <summary>Ends the check; it can be asked once for each proof.</summary>
    /// <param name="digest">The digest after the operations, to be compared with the claimed one; <c>default</c> if there is none.</param>
    /// <returns>
    /// False if anything was refused, if no proof was begun, if directions of the proof are left over, or if the tree would be higher
    /// than 91.
    /// </returns>
    public bool TryFinish(out Digest digest)
    {
        digest = default;
        bool finished = _check.IsUsedUp && _check.TryDigest(out digest) && digest.Height <= ProofLimits.HeightMax;
        if (!finished) digest = default;
        _check.End();
        return finished;
    }

    internal static long NodesMax(in Digest digest, int? operationsMax, int? deletesMax, long otherwise)
    {
        if (operationsMax is { } stated) ArgumentOutOfRangeException.ThrowIfNegative(stated, nameof(operationsMax));
        if (deletesMax is { } deletes) ArgumentOutOfRangeException.ThrowIfNegative(deletes, nameof(deletesMax));
        if (operationsMax is not { } operations) return otherwise;
        return operations > ProofLimits.OperationsMax ? 0 : ProofLimits.Nodes(digest.Height, operations, deletesMax ?? operations);
    }
}
