namespace BasisTrees.Tests.Support;

/// <summary>The verifier's guide: replays the direction bits of a proof (AVL-FORMAT sections 3, 4, 6).</summary>
internal sealed class ReferenceVerifierGuide(byte[] directions) : IReferenceGuide
{
    private int _lastRightStep = -1;
    private int _operationStart;
    private int _replay;

    /// <summary>The number of bits read so far.</summary>
    public int BitsRead { get; private set; }

    /// <summary>Begins an operation.</summary>
    public void Begin() => _operationStart = BitsRead;

    public bool GoesLeft(ReadOnlySpan<byte> key, ReferenceInternal node)
    {
        bool left = Bit(BitsRead);
        if (!left) _lastRightStep = BitsRead;
        BitsRead++;
        return left;
    }

    public bool MatchesLeaf(ReadOnlySpan<byte> key, ReferenceLeaf leaf)
    {
        if (key.SequenceEqual(leaf.Key)) return true;
        if (key.SequenceCompareTo(leaf.Key) > 0 && key.SequenceCompareTo(leaf.NextKey) < 0) return false;
        throw new ReferenceRefusalException(Outcome.ProofRefused);
    }

    public void Rewind() => _replay = _operationStart;

    public int Replay()
    {
        int index = _replay++;
        if (index == _lastRightStep) return 0;
        return !Bit(index) && index < _lastRightStep ? 1 : -1;
    }

    private bool Bit(int index)
    {
        if (index / 8 >= directions.Length) throw new ReferenceRefusalException(Outcome.ProofRefused);
        return (directions[index / 8] >> (index % 8) & 1) == 1;
    }
}
