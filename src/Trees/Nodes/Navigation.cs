using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// What a search needs of an internal node, in half a cache line: both children, the routing key by block and by its first eight
/// bytes, and the state. The labels of the children stand in a <see cref="LabelPair"/> at the same index of another slab.
/// </summary>
/// <remarks>
/// In a frozen node only the child cells are ever rewritten (when a child leaves or enters memory), each by one 64-bit write of the
/// writer.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Navigation
{
    /// <summary>The left child.</summary>
    public ChildCell Left;

    /// <summary>The right child.</summary>
    public ChildCell Right;

    /// <summary>The first eight bytes of the routing key as a big-endian number, a shorter key filled up with zeros.</summary>
    public ulong KeyPrefix;

    /// <summary>The block of the routing key, the smallest leaf key of the right subtree; -1 in a verifier, which has none.</summary>
    public int Key;

    /// <summary>Balance, born flag and generation.</summary>
    public SlotState State;

    /// <summary>The child on one side, found without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ChildCell Child(Navigation* node, bool right) => (&node->Left)[Unsafe.BitCast<bool, byte>(right)];
}
