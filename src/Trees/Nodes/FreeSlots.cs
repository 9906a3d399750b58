using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The free slots of a slab, the last freed first; the slots that come up next are known, so that they can be fetched early.
/// </summary>
internal sealed class FreeSlots
{
    private const int None = -1;
    private const int Ahead = 8;

    private int[] _slots = [];
    private int _count;

    /// <summary>Adds a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int slot)
    {
        if (_count == _slots.Length) Array.Resize(ref _slots, Math.Max(64, 2 * _count));
        _slots[_count++] = slot;
    }

    /// <summary>Takes a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="soon">A slot that will be taken a few calls later, or the same one.</param>
    /// <returns>False if there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out int slot, out int soon)
    {
        if (_count == 0)
        {
            slot = soon = None;
            return false;
        }

        slot = _slots[--_count];
        soon = _slots[Math.Max(0, _count - Ahead)];
        return true;
    }

    /// <summary>Forgets all slots.</summary>
    public void Clear() => _count = 0;
}
