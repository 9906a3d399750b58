namespace BasisTrees;

/// <summary>
/// What a slot of a tree with a node store says of its node's record: not stored yet and born at a revision (bit 63, then the revision),
/// or stored at a place (60 bits, 0 if not known) by a checkpoint (3 bits: which, counted modulo 7 from 1; 0 if long ago).
/// </summary>
internal readonly record struct PlaceWord(ulong Word)
{
    /// <summary>The number of checkpoints that can be told apart.</summary>
    public const uint Checkpoints = 7;

    private const ulong UnstoredBit = 1ul << 63;
    private const ulong PlaceMask = (1ul << NodePlace.Bits) - 1;

    /// <summary>The word of a node that no store has yet.</summary>
    public static PlaceWord Unstored(long birth) => new((ulong)birth | UnstoredBit);

    /// <summary>The word of a node that a store has.</summary>
    public static PlaceWord Stored(NodePlace place, uint checkpoint) => new(place.Number | ((ulong)checkpoint << NodePlace.Bits));

    /// <summary>Whether a store has the node.</summary>
    public bool IsStored => (Word & UnstoredBit) == 0;

    /// <summary>The revision of the batch in which the node was made, of one that is not stored.</summary>
    public long Birth => (long)(Word & ~UnstoredBit);

    /// <summary>Where the record is, of a node that is stored.</summary>
    public NodePlace Place => new(Word & PlaceMask);

    /// <summary>The checkpoint that stored it, or 0.</summary>
    public uint Checkpoint => (uint)(Word >> NodePlace.Bits);
}
