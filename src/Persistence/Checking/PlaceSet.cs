using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>A set of places of a node store that takes one bit for every sixteen bytes of its files.</summary>
/// <remarks>Any thread adds and asks. Two records of one file begin at least seventeen bytes apart, so no two share a bit.</remarks>
internal sealed class PlaceSet
{
    private const int GrainBits = 4;
    private const int ChunkBits = 16; // so many bits in one piece, for a megabyte of a file

    private readonly ConcurrentDictionary<ulong, long[]> _chunks = new();

    /// <summary>Adds a place.</summary>
    /// <returns>False if it is there.</returns>
    internal bool Add(NodePlace place)
    {
        ulong grain = place.Number >> GrainBits;
        long[] chunk = _chunks.GetOrAdd(grain >> ChunkBits, static _ => new long[(1 << ChunkBits) / 64]);
        int bit = (int)(grain & ((1 << ChunkBits) - 1));
        long mask = 1L << (bit & 63);
        return (Interlocked.Or(ref chunk[bit >> 6], mask) & mask) == 0;
    }

    internal bool Contains(NodePlace place)
    {
        ulong grain = place.Number >> GrainBits;
        if (!_chunks.TryGetValue(grain >> ChunkBits, out long[]? chunk)) return false;
        int bit = (int)(grain & ((1 << ChunkBits) - 1));
        return (Volatile.Read(ref chunk[bit >> 6]) & (1L << (bit & 63))) != 0;
    }
}
