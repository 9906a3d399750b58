using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>Runs of bytes of one length that never move.</summary>
/// <param name="arena">Where memory comes from.</param>
/// <param name="length">The length of a run in bytes, at least 1.</param>
internal sealed unsafe class ByteSlab(ChunkArena arena, int length) : ChunkTable(arena, length, length)
{
    /// <summary>The length of a run in bytes.</summary>
    public int Length { get; } = length;

    /// <summary>The address of a run that has been reserved. The index is not checked.</summary>
    public byte* this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte*)Chunk(index) + ((nint)(index & Mask) * Length);
    }
}
