using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>A leaf in its slab, 20 bytes: key and next key by block, the value itself or where it stands.</summary>
/// <remarks>Frozen (not born in the current batch): never written again until it is released. Fields are the writer's.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct LeafRecord
{
    /// <summary>The block of the leaf's key.</summary>
    public int Key;

    /// <summary>The block of the key of the leaf to the right.</summary>
    public int Next;

    /// <summary>Generation and born flag.</summary>
    public SlotState State;

    /// <summary>Eight bytes for <see cref="ValueSlab"/>: a short fixed value itself, else its block and length.</summary>
    public int ValueBlock;

    /// <summary>The second half of the eight bytes.</summary>
    public int ValueLength;
}
