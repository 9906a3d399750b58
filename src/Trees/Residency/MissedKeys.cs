namespace BasisTrees;

/// <summary>
/// The last keys for which readers had to read nodes, so that the writer can bring their paths into memory. A ring without locks: a key
/// that is overwritten while it is read becomes some other key, which does no harm.
/// </summary>
/// <remarks>Any thread notes keys; the writer takes them.</remarks>
internal sealed class MissedKeys
{
    private const int KeysMax = 1024;

    private readonly byte[] _keys;
    private readonly int _keyLength;

    // Counted up by any thread.
    private long _noted;

    // The writer's.
    private long _taken;

    /// <summary>Makes an empty ring.</summary>
    public MissedKeys(int keyLength)
    {
        _keyLength = keyLength;
        _keys = new byte[KeysMax * keyLength];
    }

    /// <summary>Notes a key.</summary>
    public void Note(ReadOnlySpan<byte> key)
    {
        long index = Interlocked.Increment(ref _noted) - 1;
        key.CopyTo(Slot(index));
    }

    /// <summary>Takes a key that was noted since; the oldest are lost where there were many.</summary>
    public bool TryTake(Span<byte> key)
    {
        long noted = Interlocked.Read(ref _noted);
        if (_taken >= noted) return false;
        _taken = Math.Max(_taken, noted - KeysMax);
        Slot(_taken++).CopyTo(key);
        return true;
    }

    private Span<byte> Slot(long index) => _keys.AsSpan((int)(index % KeysMax) * _keyLength, _keyLength);
}
