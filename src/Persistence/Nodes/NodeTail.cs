namespace BasisTrees.Persistence;

/// <summary>What has been appended to a segment and is not in its file yet: readable at once, written in large pieces.</summary>
/// <remarks>
/// The writing thread appends and flushes; any thread reads. The buffer begins and ends between records, so a record is either in the
/// file or in the buffer as a whole.
/// </remarks>
internal sealed class NodeTail(IFile file, long start)
{
    private const int Capacity = 1 << 20;

    // Held while the buffer is emptied and while a reader copies out of it. Appending needs no lock: nobody reads behind the end.
    private readonly Lock _lock = new();
    private byte[] _buffer = new byte[Capacity];
    private long _written = start; // changed under the lock, read by anyone
    private int _length; // the writing thread's

    internal long MemoryBytes => _buffer.Length;

    /// <summary>How much of the segment is in the file.</summary>
    internal long Written => Volatile.Read(ref _written);

    /// <summary>The length of the segment with what is buffered; the writing thread's.</summary>
    internal long End => _written + _length;

    /// <summary>Room for a record at the end, to be filled and then appended.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (length > Capacity - _length) Flush();
        return length <= Capacity ? _buffer.AsSpan(_length, length) : new byte[length];
    }

    /// <summary>Appends the record for which room was reserved.</summary>
    internal void Append(ReadOnlySpan<byte> record)
    {
        if (record.Length <= Capacity)
        {
            _length += record.Length;
            return;
        }

        file.WriteAt(_written, record);
        lock (_lock) Volatile.Write(ref _written, _written + record.Length);
    }

    /// <summary>Writes what is buffered to the file; it is not synced.</summary>
    internal void Flush()
    {
        if (_length == 0) return;
        file.WriteAt(_written, _buffer.AsSpan(0, _length));
        lock (_lock)
        {
            Volatile.Write(ref _written, _written + _length);
            _length = 0;
        }
    }

    /// <summary>Writes what is buffered and gives the buffer back: nothing is appended any more.</summary>
    internal void Close()
    {
        Flush();
        lock (_lock) _buffer = [];
    }

    /// <summary>Copies bytes out of the buffer.</summary>
    /// <returns>False if the offset is in the file.</returns>
    internal bool TryRead(long offset, Span<byte> destination)
    {
        if (offset < Written) return false;
        lock (_lock)
        {
            if (offset < _written) return false;
            _buffer.AsSpan((int)(offset - _written), destination.Length).CopyTo(destination);
            return true;
        }
    }
}
