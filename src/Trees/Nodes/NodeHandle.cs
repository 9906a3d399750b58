using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The meaning of an <see cref="int"/> that names a node: not negative, the index of an internal node; negative, the complement of the
/// index of a leaf; the 2^29 least numbers, no node in memory (their lower bits may be part of a place, see <see cref="ChildCell"/>).
/// </summary>
internal static class NodeHandle
{
    /// <summary>Names no node.</summary>
    public const int None = int.MinValue;

    /// <summary>The number of lower bits in which handles of absent nodes differ.</summary>
    public const int AbsentBits = 29;

    /// <summary>One more than the largest index of a leaf.</summary>
    public const int LeavesMax = int.MaxValue - (1 << AbsentBits) + 1;

    // The least handle that names a leaf.
    private const int LeavesBegin = None + (1 << AbsentBits);

    /// <summary>Whether the handle names an internal node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInternal(int handle) => handle >= 0;

    /// <summary>Whether the handle names a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLeaf(int handle) => (uint)handle >= unchecked((uint)LeavesBegin);

    /// <summary>Whether the handle names no node in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAbsent(int handle) => handle < LeavesBegin;

    /// <summary>The handle of the leaf at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OfLeaf(int index) => ~index;

    /// <summary>The index of a leaf in its slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeafIndex(int handle) => ~handle;
}
