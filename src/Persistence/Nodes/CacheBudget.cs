using System.Runtime.CompilerServices;

namespace BasisTrees.Persistence;

/// <summary>
/// Divides the memory that a store may take for its tree: indexes, buffers and lists first, the nodes have what is left.
/// </summary>
/// <remarks>The writer's, or that of the thread which opens the store.</remarks>
internal sealed class CacheBudget(Prover prover, INodeStore nodes, long cacheBytes)
{
    // What slabs hold beyond what is in use, and what nobody counts: most of it in a small cache.
    private readonly long _slack = Math.Min(cacheBytes / 6, (cacheBytes / 16) + (8 << 20));

    // The nodes have so much of it in any case.
    private const int NodesShareMin = 2;

    // Every how many calls the engine is asked: it grows slowly.
    private const int CallsPerLook = 64;

    private int _calls;
    private long _overhead;

    /// <summary>Between two batches: takes out of memory what is too much.</summary>
    /// <param name="departures">The list of what has left the tree.</param>
    internal void Trim(List<Departure> departures)
    {
        if (_calls++ % CallsPerLook == 0) _overhead = nodes.OverheadBytes;
        long others = _overhead + ((long)departures.Capacity * Unsafe.SizeOf<Departure>());
        prover.ResidentBytesMax = Math.Max(cacheBytes / NodesShareMin, cacheBytes - _slack - others);
        prover.Trim();
    }
}
