using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// The memory from which all slabs of one pool take their chunks: pinned arrays of the managed heap, small at first and larger as the
/// pool grows, so that a small tree is cheap and a large one lies in large pages.
/// </summary>
/// <remarks>The writer's. Nothing is ever given back: chunks live as long as the pool.</remarks>
internal sealed unsafe class ChunkArena
{
    private const int ArrayMin = 16 << 10;
    private const int ArrayMax = 4 << 20;
    private const int LargePageMin = 2 << 20;
    private const int GrowthShare = 16;
    private const int RestMin = 1 << 10;

    private readonly List<byte[]> _arrays = [];

    // The unused ends of the arrays, the newest last; a chunk goes into the first one that holds it.
    private readonly List<(nint Next, nint End)> _rests = [];

    private long _expected;

    /// <summary>The bytes of all arrays.</summary>
    public long Bytes { get; private set; }

    /// <summary>Says how many bytes will be taken before long.</summary>
    public void Expect(long bytes) => _expected = bytes;

    /// <summary>Gives the address of some bytes, aligned to a cache line, their content undefined.</summary>
    public nint Take(int length)
    {
        length = (length + CacheLine.Length - 1) & ~(CacheLine.Length - 1);
        int rest = _rests.FindIndex(rest => rest.End - rest.Next >= length);
        if (rest < 0)
        {
            Grow(length);
            rest = _rests.Count - 1;
        }

        (nint start, nint end) = _rests[rest];
        if (end - start - length < RestMin) _rests.RemoveAt(rest);
        else _rests[rest] = (start + length, end);
        return start;
    }

    private void Grow(int length)
    {
        // A share of what there is already, so that what stays unused is bounded in proportion.
        int size = Math.Max(length + CacheLine.Length, (int)Math.Clamp(Math.Max(Bytes / GrowthShare, _expected), ArrayMin, ArrayMax));
        _expected -= size;
        byte[] array = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        if (size >= LargePageMin) LargePages.Advise(start, size);
        _arrays.Add(array);
        Bytes += size;
        _rests.Add(((start + CacheLine.Length - 1) & ~(CacheLine.Length - 1), start + size));
    }
}
