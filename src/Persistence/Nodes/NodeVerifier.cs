namespace BasisTrees.Persistence;

/// <summary>Computes the label under which bytes of a node store belong: of a node its hash, of an id the key it is hashed to.</summary>
/// <remarks>Immutable; any thread may use it.</remarks>
internal sealed class NodeVerifier(StoreDefinition definition)
{
    private readonly TreeParameters _parameters = definition.Parameters;
    private readonly KeyScheme _keys = definition.Keys;

    /// <summary>Whether the bytes are notes instead of nodes and ids, which belong under their commitments.</summary>
    internal bool KeepsNotes { get; init; }

    /// <summary>Computes the label of any bytes.</summary>
    /// <returns>False if the bytes are neither a node of this tree nor an id of it.</returns>
    internal bool TryLabel(ReadOnlySpan<byte> bytes, out Label label)
    {
        label = default;
        if (bytes.IsEmpty) return false;
        if (KeepsNotes) return NoteRecord.TryLabel(bytes, out label);
        if (PackedNode.IsPacked(bytes)) return PackedNode.TryUnpack(bytes, this, out byte[] leaf) && TryLabel(leaf, out label);
        if (bytes[0] == NodeFormat.IdTag)
        {
            Span<byte> key = stackalloc byte[Label.Length];
            if (_keys.Mode != KeyMode.Hashed || !_keys.TryMap(bytes[1..], key)) return false;
            label = new Label(key);
            return true;
        }

        if (!EncodedNode.TryRead(bytes, _parameters, out EncodedNode node)) return false;
        label = node.ComputeLabel();
        return true;
    }

    /// <summary>Whether bytes belong under a label.</summary>
    internal bool Matches(in Label label, ReadOnlySpan<byte> bytes) => TryLabel(bytes, out Label own) && own == label;

    /// <summary>Whether a body that begins with this byte may have this length: a cheap look before a checksum is computed.</summary>
    internal bool MayHaveLength(byte tag, int length) => tag switch
    {
        NodeFormat.TombstonesTag => TombstonesMayHaveLength(length - NodeFormat.TombstonesHeaderLength),
        NodeFormat.NoteTag or NodeFormat.ErasedTag => KeepsNotes && NoteRecord.MayHaveLength(length),
        _ when KeepsNotes => false,
        EncodedNode.LeafTag => LeafMayHaveLength(length - EncodedNode.LeafLength(_parameters.KeyLength, 0)),
        EncodedNode.InternalTag => length == EncodedNode.InternalLength(_parameters.KeyLength),
        NodeFormat.IdTag => _keys.Mode == KeyMode.Hashed && length - 1 >= _keys.IdLengthMin && length - 1 <= _keys.IdLengthMax,
        NodeFormat.PackedTag => length > NodeFormat.PackedHeaderLength,
        _ => false,
    };

    private bool LeafMayHaveLength(int valueLength) =>
        valueLength >= 0 && (_parameters.ValueLength is { } length ? valueLength == length : valueLength <= _parameters.ValueLengthMax);

    private static bool TombstonesMayHaveLength(int length) =>
        length > 0 && length % NodeFormat.TombstoneLength == 0 && length / NodeFormat.TombstoneLength <= NodeFormat.TombstonesMax;
}
