using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The meaning of an <see cref="int"/> that names a node: not negative, the index of an internal node; negative, the complement of the
/// index of a leaf; <see cref="None"/>, no node in memory.
/// </summary>
internal static class NodeHandle
{
    /// <summary>Names no node.</summary>
    public const int None = int.MinValue;

    /// <summary>Whether the handle names an internal node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInternal(int handle) => handle >= 0;

    /// <summary>Whether the handle names a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLeaf(int handle) => handle < 0 && handle != None;

    /// <summary>The handle of the leaf at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OfLeaf(int index) => ~index;

    /// <summary>The index of a leaf in its slab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeafIndex(int handle) => ~handle;
}
