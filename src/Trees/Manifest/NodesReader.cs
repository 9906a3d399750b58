using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// Reads the nodes of a manifest or a subtree in post-order from bytes that may be anything. Nested nodes are followed with a stack of its
/// own, no deeper than a tree can be, and every length is checked before it is used.
/// </summary>
internal ref struct NodesReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly TreeParameters _parameters;
    private readonly bool _allowsCuts;
    private readonly Frame[] _frames = new Frame[ProofLimits.HeightMax];
    private int _depth;
    private int _at;
    private int _end;
    private bool _isRead;

    /// <summary>Prepares to read.</summary>
    /// <param name="bytes">The nodes of one tree, nothing before or after them.</param>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="allowsCuts">Whether nodes may be cut off: in a manifest, not in a subtree.</param>
    public NodesReader(ReadOnlySpan<byte> bytes, TreeParameters parameters, bool allowsCuts)
    {
        _bytes = bytes;
        _parameters = parameters;
        _allowsCuts = allowsCuts;
        _end = bytes.Length;
    }

    /// <summary>Why the reading ended early; <see cref="ManifestRefusal.None"/> while it has not.</summary>
    public ManifestRefusal Refusal { get; private set; }

    /// <summary>The first byte of the present node.</summary>
    public byte Tag { get; private set; }

    /// <summary>Where the present node begins.</summary>
    public int Start { get; private set; }

    /// <summary>The bytes of the present node, those of its subtrees included.</summary>
    public int Length { get; private set; }

    /// <summary>Goes to the next node: children come before their parent, the left one first.</summary>
    /// <returns>False after the root, or at a node that is refused.</returns>
    public bool MoveNext()
    {
        while (true)
        {
            if (!_isRead)
            {
                if (!TryEnter(out bool isWhole)) return false;
                if (isWhole) return true;
                continue;
            }

            if (_depth == 0) return false;
            ref Frame parent = ref _frames[_depth - 1];
            if (!parent.IsLeftDone)
            {
                parent.IsLeftDone = true;
                (_at, _end, _isRead) = (parent.LeftEnd, parent.End, false);
                continue;
            }

            _depth--;
            (Tag, Start, Length) = (ManifestTag.Internal, parent.Start, parent.End - parent.Start);
            return true;
        }
    }

    // Reads the node that fills the bytes from _at to _end; an internal one is entered and comes up again behind its children.
    private bool TryEnter(out bool isWhole)
    {
        isWhole = true;
        int length = _end - _at;
        int keyLength = _parameters.KeyLength;
        if (length == 0) return Refuse(ManifestRefusal.Malformed);
        switch (_bytes[_at])
        {
            case ManifestTag.Leaf:
                if (!EncodedNode.TryRead(_bytes.Slice(_at, length), _parameters, out _)) return Refuse(ManifestRefusal.Malformed);
                break;
            case ManifestTag.Cut when _allowsCuts:
                if (length != ManifestTag.CutLength(keyLength)) return Refuse(ManifestRefusal.Malformed);
                if (!IsBalance(_bytes[_at + 1])) return Refuse(ManifestRefusal.Balance);
                break;
            case ManifestTag.Internal:
                isWhole = false;
                return TryDescend(length, ManifestTag.InternalHeaderLength(keyLength));
            default:
                return Refuse(ManifestRefusal.Malformed);
        }

        (Tag, Start, Length, _isRead) = (_bytes[_at], _at, length, true);
        return true;
    }

    private bool TryDescend(int length, int headerLength)
    {
        if (length < headerLength) return Refuse(ManifestRefusal.Malformed);
        int leftLength = BinaryPrimitives.ReadInt32BigEndian(_bytes[(_at + headerLength - sizeof(int))..]);
        if (leftLength <= 0 || leftLength >= length - headerLength) return Refuse(ManifestRefusal.Malformed);
        if (!IsBalance(_bytes[_at + 1]) || _depth == _frames.Length) return Refuse(ManifestRefusal.Balance);
        int left = _at + headerLength;
        _frames[_depth++] = new Frame { Start = _at, LeftEnd = left + leftLength, End = _end };
        (_at, _end) = (left, left + leftLength);
        return true;
    }

    private bool Refuse(ManifestRefusal refusal)
    {
        Refusal = refusal;
        (_depth, _isRead) = (0, true);
        return false;
    }

    private static bool IsBalance(byte balance) => (sbyte)balance is >= -1 and <= 1;

    private struct Frame
    {
        public int Start;
        public int LeftEnd;
        public int End;
        public bool IsLeftDone;
    }
}
