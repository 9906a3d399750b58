using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// A node as bytes outside of memory (docs/FORMAT.md, "Node"): a leaf is <c>00, key, next key, value</c>; an internal node is <c>01,
/// balance, routing key, left label, right label, left place, right place</c>, the places little-endian in eight bytes each, 0 if not
/// known.
/// </summary>
/// <remarks>
/// A view of the caller's bytes, valid as long as they are. The label covers everything but the routing key, which the reader checks
/// against the keys around it, and the places, which are hints.
/// </remarks>
public readonly ref struct EncodedNode
{
    /// <summary>The first byte of a leaf.</summary>
    public const byte LeafTag = 0;

    /// <summary>The first byte of an internal node.</summary>
    public const byte InternalTag = 1;

    private const int PlaceLength = sizeof(ulong);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _keyLength;

    private EncodedNode(ReadOnlySpan<byte> bytes, int keyLength)
    {
        _bytes = bytes;
        _keyLength = keyLength;
    }

    /// <summary>Whether the node is a leaf.</summary>
    public bool IsLeaf => _bytes[0] == LeafTag;

    /// <summary>The balance of an internal node: -1, 0 or 1.</summary>
    public sbyte Balance => (sbyte)_bytes[1];

    /// <summary>The key of a leaf, or the routing key of an internal node.</summary>
    public ReadOnlySpan<byte> Key => _bytes.Slice(IsLeaf ? 1 : 2, _keyLength);

    /// <summary>The key of the leaf to the right, of a leaf.</summary>
    public ReadOnlySpan<byte> NextKey => _bytes.Slice(1 + _keyLength, _keyLength);

    /// <summary>The value of a leaf.</summary>
    public ReadOnlySpan<byte> Value => _bytes[(1 + (2 * _keyLength))..];

    /// <summary>The label of one child of an internal node.</summary>
    /// <param name="right">Of the right child.</param>
    public Label ChildLabel(bool right) => new(_bytes.Slice(2 + _keyLength + (right ? Label.Length : 0), Label.Length));

    /// <summary>The place of one child of an internal node.</summary>
    /// <param name="right">Of the right child.</param>
    public NodePlace ChildPlace(bool right) => new(BinaryPrimitives.ReadUInt64LittleEndian(
        _bytes[(2 + _keyLength + (2 * Label.Length) + (right ? PlaceLength : 0))..]));

    /// <summary>The bytes of an internal node.</summary>
    /// <param name="keyLength">The key length of the tree.</param>
    public static int InternalLength(int keyLength) => 2 + keyLength + (2 * Label.Length) + (2 * PlaceLength);

    /// <summary>The bytes of a leaf.</summary>
    /// <param name="keyLength">The key length of the tree.</param>
    /// <param name="valueLength">The length of its value.</param>
    public static int LeafLength(int keyLength, int valueLength) => 1 + (2 * keyLength) + valueLength;

    /// <summary>Reads a node; any bytes may be given.</summary>
    /// <param name="bytes">The bytes; they must stay as they are while the view is used.</param>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="node">The view, if the bytes have the form of a node of such a tree.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, TreeParameters parameters, out EncodedNode node)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        node = default;
        int keyLength = parameters.KeyLength;
        if (bytes.IsEmpty) return false;
        switch (bytes[0])
        {
            case LeafTag:
                int valueLength = bytes.Length - 1 - (2 * keyLength);
                if (valueLength < 0) return false;
                bool fits = parameters.ValueLength is { } length ? valueLength == length : valueLength <= parameters.ValueLengthMax;
                if (!fits) return false;
                break;
            case InternalTag:
                if (bytes.Length != InternalLength(keyLength) || (sbyte)bytes[1] is < -1 or > 1) return false;
                break;
            default:
                return false;
        }

        node = new EncodedNode(bytes, keyLength);
        return true;
    }

    /// <summary>Computes the label of the node (AVL-FORMAT section 1).</summary>
    public Label ComputeLabel()
    {
        Blake2bState state = default;
        state.Init();
        if (IsLeaf)
        {
            state.Update([LeafTag]);
            state.Update(Key);
            state.Update(Value);
            state.Update(NextKey);
        }
        else
        {
            state.Update([InternalTag, _bytes[1]]);
            state.Update(_bytes.Slice(2 + _keyLength, 2 * Label.Length));
        }

        Span<byte> label = stackalloc byte[Label.Length];
        state.Finish(label);
        return new Label(label);
    }

    /// <summary>Writes a leaf.</summary>
    /// <param name="destination">At least <see cref="LeafLength"/> bytes.</param>
    /// <param name="key">The key.</param>
    /// <param name="nextKey">The key of the leaf to the right, as long as the key.</param>
    /// <param name="value">The value.</param>
    /// <returns>The number of bytes written.</returns>
    public static int WriteLeaf(Span<byte> destination, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nextKey, ReadOnlySpan<byte> value)
    {
        destination[0] = LeafTag;
        key.CopyTo(destination[1..]);
        nextKey.CopyTo(destination[(1 + key.Length)..]);
        value.CopyTo(destination[(1 + (2 * key.Length))..]);
        return LeafLength(key.Length, value.Length);
    }

    /// <summary>Writes an internal node.</summary>
    /// <param name="destination">At least <see cref="InternalLength"/> bytes.</param>
    /// <param name="balance">The balance.</param>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="left">The left child.</param>
    /// <param name="right">The right child.</param>
    /// <returns>The number of bytes written.</returns>
    public static int WriteInternal(
        Span<byte> destination, sbyte balance, ReadOnlySpan<byte> routingKey, in EncodedChild left, in EncodedChild right)
    {
        destination[0] = InternalTag;
        destination[1] = (byte)balance;
        routingKey.CopyTo(destination[2..]);
        int at = 2 + routingKey.Length;
        left.Label.CopyTo(destination[at..]);
        right.Label.CopyTo(destination[(at + Label.Length)..]);
        at += 2 * Label.Length;
        BinaryPrimitives.WriteUInt64LittleEndian(destination[at..], left.Place.Number);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(at + PlaceLength)..], right.Place.Number);
        return at + (2 * PlaceLength);
    }
}
