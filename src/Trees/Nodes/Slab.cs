using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>Records of one unmanaged type that never move.</summary>
/// <param name="arena">Where memory comes from.</param>
/// <param name="steadyBytes">The size of the largest record among the tables that reserve in step.</param>
internal sealed unsafe class Slab<T>(ChunkArena arena, int steadyBytes) : ChunkTable(arena, sizeof(T), steadyBytes)
    where T : unmanaged
{
    /// <summary>The address of a record that has been reserved. The index is not checked.</summary>
    public T* this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (T*)Chunk(index) + (index & Mask);
    }
}
