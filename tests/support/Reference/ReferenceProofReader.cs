using System.Buffers.Binary;

namespace BasisTrees.Tests.Support;

/// <summary>
/// Reads the packed tree of a proof as scrypto does (AVL-FORMAT section 6), negative value lengths included, and notes which strict
/// rules it breaks on the way.
/// </summary>
internal sealed class ReferenceProofReader(TreeParameters parameters, byte[] proof, long? limit)
{
    private readonly Stack<ReferenceNode> _stack = new();
    private readonly HashSet<(int Position, string Key)> _seen = [];
    private byte[]? _previousNextKey;
    private int _position;

    /// <summary>The strict rules broken so far.</summary>
    public StrictRules Broken { get; private set; }

    /// <summary>The direction bytes, once <see cref="TryRead"/> was true.</summary>
    public byte[] Directions => proof[_position..];

    /// <summary>The root of the tree that the proof shows.</summary>
    public bool TryRead(out ReferenceNode? root)
    {
        root = null;
        for (long tokens = 1; ; tokens++)
        {
            // The same place with the same key at hand a second time: scrypto underflows its stack in the end or never ends.
            if (!_seen.Add((_position, _previousNextKey is null ? "" : Convert.ToHexString(_previousNextKey)))) return false;
            if (!TryTake(1, out ReadOnlySpan<byte> token)) return false;
            if (token[0] == 4) break;
            if (tokens > limit || !TryToken(token[0])) return false;
        }

        if (_stack.Count != 1) return false;
        root = _stack.Pop();
        return true;
    }

    private bool TryToken(byte token)
    {
        if (token == 2) return TryLeaf();
        if (token == 3)
        {
            _previousNextKey = null;
            if (!TryTake(Label.Length, out ReadOnlySpan<byte> label)) return false;
            _stack.Push(new ReferenceStub(label.ToArray()));
            return true;
        }

        sbyte balance = unchecked((sbyte)token);
        if (balance is < -1 or > 1) Broken |= StrictRules.Balance;
        if (!_stack.TryPop(out ReferenceNode? right) || !_stack.TryPop(out ReferenceNode? left)) return false;
        _stack.Push(new ReferenceInternal(null, left, right, balance));
        return true;
    }

    private bool TryLeaf()
    {
        byte[] key = _previousNextKey ?? [];
        if (_previousNextKey is null)
        {
            if (!TryTake(parameters.KeyLength, out ReadOnlySpan<byte> explicitKey)) return false;
            key = explicitKey.ToArray();
        }

        if (!TryTake(parameters.KeyLength, out ReadOnlySpan<byte> nextKey)) return false;
        _previousNextKey = nextKey.ToArray();
        int length = parameters.ValueLength ?? -1;
        if (parameters.ValueLength is null)
        {
            if (!TryTake(4, out ReadOnlySpan<byte> field)) return false;
            length = BinaryPrimitives.ReadInt32BigEndian(field);
            if (length < 0 || length > parameters.ValueLengthMax) Broken |= StrictRules.ValueLength;
        }

        ReadOnlySpan<byte> value = default;
        if (length < 0)
        {
            // scrypto takes an empty value and goes back by as many bytes.
            if ((long)_position + length < 0) return false;
            _position += length;
        }
        else if (!TryTake(length, out value))
        {
            return false;
        }

        _stack.Push(new ReferenceLeaf(key, value.ToArray(), _previousNextKey));
        return true;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (count > proof.Length - _position) return false;
        bytes = proof.AsSpan(_position, count);
        _position += count;
        return true;
    }
}
