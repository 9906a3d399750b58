using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The old nodes that the batch has visited and its proof must therefore show. It belongs to the proof in the making, not to the
/// nodes: those are shared with readers and never written.
/// </summary>
internal sealed class VisitedSet
{
    private readonly GrowingList<int> _handles = new();
    private ulong[] _internals = [];
    private ulong[] _leaves = [];

    /// <summary>Whether no node was added.</summary>
    public bool IsEmpty => _handles.Count == 0;

    /// <summary>Adds a node; adding it again changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int handle)
    {
        ref ulong[] bits = ref (handle >= 0 ? ref _internals : ref _leaves);
        int index = handle >= 0 ? handle : NodeHandle.LeafIndex(handle);
        int word = index >> 6;
        if (word >= bits.Length) Array.Resize(ref bits, Math.Max(word + 1, Math.Max(16, 2 * bits.Length)));
        ulong bit = 1ul << (index & 63);
        if ((bits[word] & bit) != 0) return;
        bits[word] |= bit;
        _handles.Add(handle);
    }

    /// <summary>Whether a node was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int handle)
    {
        // The index of no node, the complement of the least integer, lies beyond any array.
        ulong[] bits = handle >= 0 ? _internals : _leaves;
        int index = handle >= 0 ? handle : NodeHandle.LeafIndex(handle);
        int word = index >> 6;
        return (uint)word < (uint)bits.Length && (bits[word] & (1ul << (index & 63))) != 0;
    }

    /// <summary>Takes all nodes out, in time proportional to their number.</summary>
    public void Clear()
    {
        foreach (int handle in _handles.Items)
        {
            if (handle >= 0) _internals[handle >> 6] = 0;
            else _leaves[NodeHandle.LeafIndex(handle) >> 6] = 0;
        }

        _handles.Clear();
    }
}
