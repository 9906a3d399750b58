using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// One word for a child: the handle of its slot (32 bits), the generation that the slot must have for the handle to fit (23 bits),
/// and whether the child's label is known (1 bit). A child that is not in memory has no handle; its parent still knows its label, and the
/// bits that are free then hold the place of its record: 29 in the handle, 31 above it.
/// </summary>
internal readonly record struct ChildCell(ulong Word)
{
    /// <summary>The child that is not in memory, whose label is known and whose place is not.</summary>
    public static readonly ChildCell Absent = new(unchecked((uint)NodeHandle.None));

    private const ulong LabelUnknownBit = 1ul << 63;
    private const ulong LowPlaceMask = (1ul << NodeHandle.AbsentBits) - 1;

    /// <summary>A child in memory whose label is not known yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ChildCell Unlabelled(int handle, uint generation) => new((uint)handle | ((ulong)generation << 32) | LabelUnknownBit);

    /// <summary>A child that is not in memory and whose label is known.</summary>
    /// <param name="place">Where its record is, or <see cref="NodePlace.Unknown"/>.</param>
    public static ChildCell AbsentAt(NodePlace place) =>
        new(unchecked((uint)NodeHandle.None) | (place.Number & LowPlaceMask) | ((place.Number >> NodeHandle.AbsentBits) << 32));

    /// <summary>The handle of the child; of an absent one, a number that <see cref="NodeHandle.IsAbsent"/> knows.</summary>
    public int Handle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)Word;
    }

    /// <summary>The generation that the child's slot must have.</summary>
    public uint Generation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)(Word >> 32) & (SlotState.Generations - 1);
    }

    /// <summary>Whether the label beside this cell is the child's.</summary>
    public bool IsLabelKnown
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (long)Word >= 0;
    }

    /// <summary>Where the record of the child is; unknown for a child in memory, whose slot knows it.</summary>
    public NodePlace Place =>
        NodeHandle.IsAbsent(Handle) ? new NodePlace((Word & LowPlaceMask) | ((Word >> 32) << NodeHandle.AbsentBits)) : NodePlace.Unknown;

    /// <summary>The same child, its label now known.</summary>
    public ChildCell WithLabelKnown() => new(Word & ~LabelUnknownBit);

    /// <summary>The same child, its label no longer known.</summary>
    public ChildCell WithLabelUnknown() => new(Word | LabelUnknownBit);
}
