namespace BasisTrees.Tests.Support;

/// <summary>The prover's guide: compares keys and writes bits down (AVL-FORMAT section 3).</summary>
internal sealed class ReferenceProverGuide : IReferenceGuide
{
    private readonly List<bool> _bits = [];
    private bool _found;
    private int _lastRightStep;
    private int _operationStart;
    private int _replay;

    /// <summary>Begins an operation.</summary>
    public void Begin() => (_operationStart, _found) = (_bits.Count, false);

    /// <summary>Takes the bits of a refused operation back.</summary>
    public void Undo()
    {
        _bits.RemoveRange(_operationStart, _bits.Count - _operationStart);
        _found = false;
    }

    /// <summary>Forgets all bits.</summary>
    public void Clear() => _bits.Clear();

    public bool GoesLeft(ReadOnlySpan<byte> key, ReferenceInternal node)
    {
        bool left = true;
        if (!_found)
        {
            int order = key.SequenceCompareTo(node.RoutingKey);
            if (order == 0) (_found, _lastRightStep) = (true, _bits.Count);
            left = order < 0;
        }

        _bits.Add(left);
        return left;
    }

    public bool MatchesLeaf(ReadOnlySpan<byte> key, ReferenceLeaf leaf)
    {
        bool found = _found;
        _found = false;
        return found;
    }

    public void Rewind() => _replay = _operationStart;

    public int Replay()
    {
        int index = _replay++;
        if (index == _lastRightStep) return 0;
        return _bits[index] ? -1 : 1;
    }

    /// <summary>The bits as bytes, the first bit lowest, padded with zeros.</summary>
    public byte[] Pack()
    {
        byte[] packed = new byte[(_bits.Count + 7) / 8];
        for (int i = 0; i < _bits.Count; i++)
            if (_bits[i]) packed[i / 8] |= (byte)(1 << (i % 8));
        return packed;
    }
}
