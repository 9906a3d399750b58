using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>A list that grows and is reused from batch to batch.</summary>
internal sealed class GrowingList<T>
    where T : struct
{
    private T[] _items = [];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The items in the order they were added.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    /// <summary>Adds an item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        int count = Count;
        if (count == _items.Length) Array.Resize(ref _items, Math.Max(64, 2 * count));
        _items[count] = item;
        Count = count + 1;
    }

    /// <summary>An item, to be changed in place; valid until the next addition.</summary>
    public ref T this[int index] => ref _items.AsSpan(0, Count)[index];

    /// <summary>Makes room for some items in all, so that adding them does not have to.</summary>
    public void Reserve(int count)
    {
        if (_items.Length < count) Array.Resize(ref _items, count);
    }

    /// <summary>Forgets all items and keeps the memory.</summary>
    public void Clear() => Count = 0;
}
