namespace BasisTrees;

/// <summary>
/// Checks batch proofs with the verdicts of scrypto 3.1, bit for bit, laxities included: for those who must agree with an Ergo node. Use
/// <see cref="Verifier"/> for everything else.
/// </summary>
/// <remarks>
/// It accepts what the strict verifier refuses: bytes and directions left over, padding of any content, any balance byte that hashes to the
/// digest, any height, negative value lengths (an empty value, and the reading position moves back). Where scrypto would loop for ever it
/// refuses by a bound on the nodes read. Bounds are computed in 64 bits; more than 2^30 - 1 operations are refused, as scrypto's 32-bit
/// bounds do by overflow. No input throws or recurses. One thread at a time uses it.
/// </remarks>
public sealed class ScryptoVerifier
{
    private readonly ProofCheck _check;

    /// <summary>Makes a verifier.</summary>
    /// <param name="parameters">The constants of the tree; the maximum of variable value lengths is not applied.</param>
    public ScryptoVerifier(TreeParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
        _check = new ProofCheck(parameters, isStrict: false);
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>
    /// The value that the key of the last operation had before it, after <see cref="Outcome.Present"/>; otherwise empty. It is the
    /// verifier's memory, valid until the next operation or proof.
    /// </summary>
    public ReadOnlySpan<byte> OldValue => _check.OldValue;

    /// <summary>Begins with a proof; whatever was begun before is forgotten.</summary>
    /// <param name="digest">The digest that the proof starts from.</param>
    /// <param name="proof">The proof; not kept after the call.</param>
    /// <param name="maxNumOperations">scrypto's bound of the same name: without it none, even if the other is given.</param>
    /// <param name="maxDeletes">scrypto's bound of the same name.</param>
    /// <param name="nodesMax">The most nodes read whatever the other bounds say; if not given, 2 a byte of it and 1,024.</param>
    /// <returns>False if scrypto's constructor would leave the verifier without a root, or the node bound was met.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is negative.</exception>
    public bool TryBegin(
        Digest digest, ReadOnlySpan<byte> proof, int? maxNumOperations = null, int? maxDeletes = null, long? nodesMax = null)
    {
        if (nodesMax is { } stated) ArgumentOutOfRangeException.ThrowIfNegative(stated, nameof(nodesMax));
        long work = nodesMax ?? (2L * proof.Length) + 1024;
        _check.End();
        return _check.TryBegin(digest, proof, Math.Min(work, Verifier.NodesMax(digest, maxNumOperations, maxDeletes, work)));
    }

    /// <summary>Replays one operation on what the proof shows.</summary>
    /// <param name="operation">The operation. Its memory is not kept.</param>
    /// <returns>
    /// What the prover answered, if the proof is honest. Any refusal ends the check, as in scrypto: every later operation is
    /// <see cref="Outcome.ProofRefused"/>. So it is before a proof was begun.
    /// </returns>
    public Outcome Apply(in Operation operation) => _check.Apply(operation);

    /// <summary>The digest after the operations so far; more operations may follow.</summary>
    /// <param name="digest">The digest, to be compared with the claimed one.</param>
    /// <returns>False if anything was refused, if no proof was begun, or if the height left 0 to 255.</returns>
    public bool TryDigest(out Digest digest) => _check.TryDigest(out digest);
}
