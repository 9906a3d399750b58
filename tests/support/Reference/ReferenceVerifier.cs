namespace BasisTrees.Tests.Support;

/// <summary>
/// A slow and literal rendering of scrypto's verifier (AVL-FORMAT section 6). It gives scrypto's verdict and, beside it, the strict
/// rules that the case broke: the strict verifier must accept exactly what scrypto accepts without breaking any.
/// </summary>
internal sealed class ReferenceVerifier(TreeParameters parameters)
{
    private const int HeightMax = 91;
    private const long OperationsMax = 1L << 30;

    private ReferenceVerifierGuide _guide = new([]);
    private StrictRules _broken;
    private byte[] _directions = [];
    private ReferenceNode? _root;
    private int _height;

    /// <summary>The strict rules broken by the proof and, once the operations have run, by what they left of it.</summary>
    public StrictRules Broken => _broken | LeftBehind();

    /// <summary>Takes a proof; false is scrypto's refusal to construct a verifier.</summary>
    public bool TryBegin(Digest digest, byte[] proof, long? operationsMax, long? deletesMax)
    {
        (_root, _height, _broken) = (null, digest.Height, StrictRules.None);
        if (digest.Height > HeightMax) _broken |= StrictRules.Height;
        if (operationsMax >= OperationsMax) return false;
        ReferenceProofReader reader = new(parameters, proof, Limit(operationsMax, deletesMax, digest.Height));
        bool read = reader.TryRead(out ReferenceNode? root);
        _broken |= reader.Broken;
        if (!read || new Label(root!.Label) != digest.Root) return false;
        _root = root;
        _directions = reader.Directions;
        _guide = new ReferenceVerifierGuide(_directions);
        return true;
    }

    /// <summary>Runs one operation; after the first refusal every later one is refused too.</summary>
    public ReferenceAnswer Apply(in Operation operation)
    {
        if (_root is null) return new ReferenceAnswer(Outcome.ProofRefused, null);
        _guide.Begin();
        try
        {
            ReferenceUpdate.CheckKey(operation.Key.Span, parameters.KeyLength);
            ReferenceDescent descent = new(_guide, parameters, operation);
            (ReferenceNode root, int heightChange) = descent.Run(_root);
            _root = root;
            _height += heightChange;
            return new ReferenceAnswer(descent.Old is null ? Outcome.Absent : Outcome.Present, descent.Old);
        }
        catch (ReferenceRefusalException refusal)
        {
            _root = null;
            return new ReferenceAnswer(refusal.Outcome, null);
        }
    }

    /// <summary>The digest after the operations; false if any was refused or the height left its byte.</summary>
    public bool TryDigest(out Digest digest)
    {
        digest = default;
        if (_root is null || _height is < 0 or > 255) return false;
        if (_height > HeightMax) _broken |= StrictRules.Height;
        digest = new Digest(new Label(_root.Label), (byte)_height);
        return true;
    }

    private StrictRules LeftBehind()
    {
        if (_root is null) return StrictRules.None;
        int used = (_guide.BitsRead + 7) / 8;
        if (_directions.Length > used) return StrictRules.Leftover;
        int rest = _guide.BitsRead % 8;
        return rest != 0 && _directions[used - 1] >> rest != 0 ? StrictRules.Padding : StrictRules.None;
    }

    // The paper's bound on the number of nodes.
    private static long? Limit(long? operationsMax, long? deletesMax, int height)
    {
        if (operationsMax is not { } n) return null;
        long d = deletesMax ?? n;
        int log = 0;
        while (1L << log < n) log++;
        long tallest = 1 + Math.Max(height, log);
        tallest += tallest / 2;
        return (n + d) * (2L * height + 1) + d * tallest + 1;
    }
}
