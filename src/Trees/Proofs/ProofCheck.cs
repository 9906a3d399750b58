namespace BasisTrees;

/// <summary>One proof being checked: the partial tree it shows, and the operations replayed on it.</summary>
/// <remarks>Owned by one thread; reused from proof to proof without allocation once it has grown.</remarks>
internal sealed unsafe class ProofCheck
{
    // How much larger than its proof a tree may be to be built before its label is known.
    private const int TreeShare = 3;

    private readonly ProofRules _rules;
    private readonly WorkingTree _tree;
    private readonly TreeAlgorithm<VerifierGuide> _algorithm;
    private readonly ProofReader _reader;
    private readonly DirtyWalk _walk;
    private byte[] _directions = [];
    private bool _isOpen;

    // Whether the last operation was carried out: of a refused one no value is shown.
    private bool _isAnswered;

    /// <summary>Makes a check for proofs of trees with some constants.</summary>
    public ProofCheck(TreeParameters parameters, bool isStrict)
    {
        int valueLengthMax = isStrict ? parameters.ValueLengthMax : int.MaxValue;
        _rules = new ProofRules(isStrict, parameters.KeyLength, parameters.ValueLength, valueLengthMax);
        _tree = new WorkingTree(new NodePool(parameters));
        var pass = new LabelPass(_tree.Pool);
        _walk = new DirtyWalk(_tree, pass);
        _reader = new ProofReader(_tree, pass, _walk, _rules);
        _algorithm = new TreeAlgorithm<VerifierGuide>(_tree, parameters, valueLengthMax);
    }

    /// <summary>The value before the last operation; empty after a refusal.</summary>
    public ReadOnlySpan<byte> OldValue => _isAnswered ? _algorithm.OldValue : default;

    /// <summary>Whether every direction of the proof was used and the last byte is filled up with zeros.</summary>
    public bool IsUsedUp => _algorithm.Guide.IsUsedUp;

    /// <summary>Begins with a proof.</summary>
    /// <param name="digest">The digest that the proof starts from.</param>
    /// <param name="proof">The proof; not kept.</param>
    /// <param name="nodesMax">The most nodes it may hold.</param>
    /// <returns>False if the proof is malformed, too large, or not of that digest.</returns>
    public bool TryBegin(in Digest digest, ReadOnlySpan<byte> proof, long nodesMax)
    {
        _isOpen = false;
        _isAnswered = false;
        if (!ProofScan.TryRead(proof, _rules, nodesMax, out ProofScan scan)) return false;
        bool isLarge = scan.TreeBytes(_rules.KeyLength) > TreeShare * (long)proof.Length;
        if (_rules.IsStrict && isLarge && !ProofRoot.IsOf(proof, _rules, digest.Root)) return false;
        if (!_reader.TryRead(proof, scan, digest)) return false;

        ReadOnlySpan<byte> directions = proof[scan.DirectionsOffset..];
        if (_directions.Length < directions.Length) _directions = new byte[directions.Length];
        directions.CopyTo(_directions);
        _algorithm.Guide.Begin(_directions, directions.Length);
        _isOpen = true;
        return true;
    }

    /// <summary>Replays one operation; any refusal ends the check.</summary>
    public Outcome Apply(in Operation operation)
    {
        _isAnswered = false;
        if (!_isOpen) return Outcome.ProofRefused;

        // Should the operation not return, for want of memory, the check is over too.
        _isOpen = false;
        Outcome outcome = _algorithm.Apply(operation);
        _isOpen = _isAnswered = outcome.IsDone();
        return outcome;
    }

    /// <summary>The digest after the operations so far.</summary>
    public bool TryDigest(out Digest digest)
    {
        digest = default;
        if (!_isOpen || _tree.Height is < 0 or > byte.MaxValue) return false;
        _walk.TryRun();
        digest = new Digest(*_tree.RootLabel, (byte)_tree.Height);
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>Ends the check: whatever comes next is refused.</summary>
    public void End() => _isOpen = false;
}
