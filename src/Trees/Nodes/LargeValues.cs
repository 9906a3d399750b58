namespace BasisTrees;

/// <summary>Values too long for a slab of blocks: an array each, which may be longer than the value.</summary>
/// <remarks>The writer takes and releases; any thread may read a value while a version it has pinned refers to it.</remarks>
internal sealed class LargeValues
{
    private readonly Stack<int> _free = new();

    // Replaced as a whole when it grows (writer), read by any thread.
    private volatile byte[]?[] _values = [];

    // How many leaves name each value; the writer's.
    private int[] _counts = [];
    private int _used;

    /// <summary>The values in use.</summary>
    public int InUse => _used - _free.Count;

    /// <summary>The bytes of the arrays.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> Span(int index, int length) => _values[index].AsSpan(0, length);

    /// <summary>Keeps a copy of a value.</summary>
    public int Take(ReadOnlySpan<byte> content)
    {
        if (!_free.TryPop(out int index))
        {
            index = _used++;
            if (index >= _values.Length)
            {
                byte[]?[] values = new byte[]?[Math.Max(4, 2 * index)];
                _values.CopyTo(values, 0);
                Array.Resize(ref _counts, values.Length);
                _values = values;
            }
        }

        // After a Clear the arrays of former values are still there.
        byte[]? former = _values[index];
        if (former is null || former.Length < content.Length)
        {
            Bytes += content.Length - (former?.Length ?? 0);
            _values[index] = former = new byte[content.Length];
        }

        content.CopyTo(former);
        _counts[index] = 1;
        return index;
    }

    /// <summary>Counts one more leaf that names a value.</summary>
    public void Share(int index) => _counts[index]++;

    /// <summary>Counts one leaf less; the last one lets the value go.</summary>
    public void Release(int index)
    {
        if (--_counts[index] > 0) return;
        Bytes -= _values[index]!.Length; // a counted value is there
        _values[index] = null;
        _free.Push(index);
    }

    /// <summary>Forgets all values and keeps their arrays.</summary>
    public void Clear()
    {
        _free.Clear();
        _used = 0;
    }
}
