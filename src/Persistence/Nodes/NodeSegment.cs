namespace BasisTrees.Persistence;

/// <summary>One file of nodes: a header, then records back to back.</summary>
/// <remarks>Any thread reads; one thread appends to the newest data segment. Every other segment never grows.</remarks>
internal sealed class NodeSegment : IDisposable
{
    // One read is enough for a record up to this size, and costs no more than a shorter one.
    private const int ReadAhead = 512;

    private readonly IFile _file;
    private readonly SegmentPlace _place;
    private readonly NodeVerifier _verifier;
    private NodeTail? _tail; // set once, by the writing thread
    private long _end; // grown by the writing thread, read by anyone

    /// <summary>Takes over an open file.</summary>
    /// <param name="disk">The directory, for the index beside it.</param>
    /// <param name="file">The file; from now on the segment's.</param>
    /// <param name="header">Its header.</param>
    /// <param name="end">Where its records end.</param>
    /// <param name="verifier">Computes labels.</param>
    internal NodeSegment(IDisk disk, IFile file, NodeSegmentHeader header, long end, NodeVerifier verifier)
    {
        _file = file;
        _place = new SegmentPlace(header.StoreId, header.Number);
        _end = end;
        _verifier = verifier;
        Header = header;
        Index = new NodeSegmentIndex(disk, this, verifier);
    }

    internal NodeSegmentHeader Header { get; }

    /// <summary>The bytes of records, headers included.</summary>
    internal long DataLength => End - Header.ByteLength;

    internal uint Number => Header.Number;

    internal bool IsCompacted => Header.IsCompacted;

    internal string Path => _file.Path;

    /// <summary>Finds records by label, and in a compacted segment by place.</summary>
    internal NodeSegmentIndex Index { get; }

    /// <summary>Where the records end, those in the buffer included.</summary>
    internal long End => Volatile.Read(ref _end);

    internal int RecordHeaderLength => IsCompacted ? NodeFormat.MovedRecordHeaderLength : NodeFormat.RecordHeaderLength;

    internal long MemoryBytes => Index.MemoryBytes + (_tail?.MemoryBytes ?? 0);

    /// <summary>Where a record is when it is not moved: the segment in the upper half, the offset in the lower.</summary>
    internal static NodePlace PlaceOf(uint segment, long offset) => new(((ulong)segment << 32) | (uint)offset);

    /// <summary>Cuts the segment, which is the newest, to a length and makes it ready for appending.</summary>
    internal void BeginAppending(long end)
    {
        if (_file.ReadLength() != end) _file.SetLength(end);
        _end = end;
        Index.BeginAppending(end);
        Volatile.Write(ref _tail, new NodeTail(_file, end));
    }

    /// <summary>Appends a record to the buffer. The writing thread's.</summary>
    /// <returns>Its offset.</returns>
    internal uint Append(ReadOnlySpan<byte> body, in NodeRecordHeader header)
    {
        NodeTail tail = _tail!;
        int length = RecordHeaderLength + body.Length;
        Span<byte> record = tail.Reserve(length);
        long offset = tail.End;
        body.CopyTo(record[RecordHeaderLength..]);
        header.Write(record, _place, offset, IsCompacted);
        tail.Append(record);
        Volatile.Write(ref _end, tail.End);
        return (uint)offset;
    }

    internal void Flush() => _tail?.Flush();

    /// <summary>The last call of the writing thread: the segment grows no more, and needs no buffer.</summary>
    internal void EndAppending() => _tail?.Close();

    /// <summary>Writes what is buffered and syncs the file; a failure is final.</summary>
    internal void Sync()
    {
        Flush();
        _file.Sync();
    }

    /// <summary>Reads the record at an offset, which may be anything. Any thread.</summary>
    /// <param name="offset">The offset of the record in the file.</param>
    /// <param name="buffer">Receives the body at its front; replaced by a larger array if it is too short.</param>
    /// <param name="header">What stands before the body; anything if the record is damaged.</param>
    /// <returns>Missing if no record can begin there.</returns>
    internal NodeReading TryRead(long offset, ref byte[] buffer, out NodeRecordHeader header)
    {
        header = default;
        int headerLength = RecordHeaderLength;
        long left = End - offset;
        if (offset < Header.ByteLength || left <= headerLength) return NodeReading.Missing;
        if (buffer.Length < ReadAhead) buffer = new byte[ReadAhead];
        int count = ReadAt(offset, buffer.AsSpan(0, (int)Math.Min(left, ReadAhead)));
        if (count <= headerLength) return NodeReading.Damaged;
        NodeRecordHeader read = header = NodeRecordHeader.Read(buffer, PlaceOf(Number, offset), IsCompacted);
        if (read.Length < 1 || read.Length > Math.Min(left - headerLength, NodeFormat.RecordBodyMax)) return NodeReading.Damaged;
        int length = headerLength + read.Length;
        if (count < length)
        {
            if (buffer.Length < length) Array.Resize(ref buffer, length);
            count += ReadAt(offset + count, buffer.AsSpan(count, length - count));
            if (count < length) return NodeReading.Damaged;
        }

        if (!IsWhole(buffer.AsSpan(0, length), offset)) return NodeReading.Damaged;
        ReadOnlySpan<byte> body = buffer.AsSpan(headerLength, read.Length);
        if (PackedNode.IsPacked(body))
        {
            if (!PackedNode.TryUnpack(body, _verifier, out byte[] leaf)) return NodeReading.Damaged;
            if (buffer.Length < leaf.Length) buffer = leaf;
            else leaf.CopyTo(buffer, 0);
            header = read with { Length = leaf.Length };
            return NodeReading.Found;
        }

        body.CopyTo(buffer);
        return NodeReading.Found;
    }

    /// <summary>Whether the checksum of a whole record is right at its offset.</summary>
    internal bool IsWhole(ReadOnlySpan<byte> record, long offset) => NodeRecordHeader.IsWhole(record, _place, offset);

    /// <summary>Reads bytes, fewer than asked for only at the end; not across the border between file and buffer. Any thread.</summary>
    internal int ReadAt(long offset, Span<byte> destination)
    {
        NodeTail? tail = Volatile.Read(ref _tail);
        if (tail is null) return _file.ReadAt(offset, destination);
        if (tail.TryRead(offset, destination)) return destination.Length;
        return _file.ReadAt(offset, destination[..(int)Math.Min(destination.Length, tail.Written - offset)]);
    }

    /// <summary>Writes a record again where it is, and syncs it. The writing thread's.</summary>
    internal void Rewrite(long offset, ReadOnlySpan<byte> body, in NodeRecordHeader header)
    {
        _file.WriteAt(offset, ToBytes(offset, body, header));
        _file.Sync();
    }

    /// <summary>The bytes of a record of this segment if it had another body of the same length.</summary>
    internal byte[] RecordOf(in FoundRecord found, ReadOnlySpan<byte> body) =>
        ToBytes(found.Offset, body, new NodeRecordHeader(body.Length, found.Birth, found.Place));

    private byte[] ToBytes(long offset, ReadOnlySpan<byte> body, in NodeRecordHeader header)
    {
        byte[] record = new byte[RecordHeaderLength + body.Length];
        body.CopyTo(record.AsSpan(RecordHeaderLength));
        header.Write(record, _place, offset, IsCompacted);
        return record;
    }

    /// <summary>Writes the header, of a compacted segment whose length is known at its end only.</summary>
    internal void WriteHeader(NodeSegmentHeader header) => _file.WriteAt(0, header.ToBytes());

    public void Dispose()
    {
        _file.Dispose();
        Index.Dispose();
    }
}
