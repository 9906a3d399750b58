using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// Goes through the records of a segment in order, through a window so that small records cost few system calls. Where bytes are no
/// record it says so once, and goes on at the next place that is one.
/// </summary>
internal sealed class NodeWalk
{
    private const int WindowLength = 256 << 10;

    // So far a row of damaged records is followed by their lengths before every byte is tried.
    private const int HopsMax = 16;

    // So many bytes may be hashed in vain while records are searched behind damaged bytes: this, and so many times the segment.
    private const long SearchBytesMin = 64 << 20;
    private const long SearchFactor = 16;

    private readonly NodeSegment _segment;
    private readonly NodeVerifier _verifier;
    private readonly long _end;

    // Values may be made so that every byte of them looks like the beginning of a long record. The search must end for them too.
    private long _searchBytesLeft;
    private byte[] _window = new byte[WindowLength];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Starts before the first record.</summary>
    /// <param name="segment">The segment; what it has buffered must be flushed.</param>
    /// <param name="verifier">Knows which lengths records may have.</param>
    /// <param name="end">Where to stop: between two records.</param>
    internal NodeWalk(NodeSegment segment, NodeVerifier verifier, long end)
    {
        _segment = segment;
        _verifier = verifier;
        _end = end;
        _searchBytesLeft = SearchBytesMin + (SearchFactor * end);
        NextOffset = segment.Header.ByteLength;
    }

    /// <summary>Where the present record begins.</summary>
    internal long Offset { get; private set; }

    /// <summary>Where it ends.</summary>
    internal long NextOffset { get; private set; }

    /// <summary>Whether the bytes from <see cref="Offset"/> to <see cref="NextOffset"/> are no record.</summary>
    internal bool IsDamaged { get; private set; }

    /// <summary>The header of the record, if it is whole.</summary>
    internal NodeRecordHeader Header { get; private set; }

    /// <summary>Its body, valid until the next call; empty if it is damaged.</summary>
    internal ReadOnlySpan<byte> Body => IsDamaged
        ? default
        : _window.AsSpan((int)(Offset - _windowStart) + _segment.RecordHeaderLength, Header.Length);

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end.</returns>
    internal bool TryNext()
    {
        if (NextOffset >= _end) return false;
        Offset = NextOffset;
        IsDamaged = !TryRecord(Offset, out NodeRecordHeader header, out long next);
        Header = header;
        NextOffset = IsDamaged ? Resume(Offset) : next;
        return true;
    }

    // Where records begin again behind bytes that are none. Nearly always the length of a damaged record still leads to the next one.
    private long Resume(long bad)
    {
        long first = 0;
        long at = bad;
        for (int hops = 0; hops < HopsMax && TryHop(at, out _, out long next); hops++)
        {
            if (first == 0) first = next;
            if (next == _end || TryRecord(next, out _, out _)) return first;
            at = next;
        }

        for (at = bad + 1; at < _end && _searchBytesLeft > 0; at++)
        {
            if (!TryHop(at, out _, out long next)) continue;
            if (TryRecord(at, out _, out _)) return at;
            _searchBytesLeft -= next - at;
        }

        return _end;
    }

    private bool TryRecord(long offset, out NodeRecordHeader header, out long next)
    {
        header = default;
        if (!TryHop(offset, out NodeRecordHeader read, out next)) return false;
        int length = (int)(next - offset);
        if (!Cover(offset, length) || !_segment.IsWhole(_window.AsSpan((int)(offset - _windowStart), length), offset)) return false;
        header = read;
        return true;
    }

    // Whether a record of that first byte may have that length, and where it would end.
    private bool TryHop(long offset, out NodeRecordHeader header, out long next)
    {
        header = default;
        next = 0;
        int headerLength = _segment.RecordHeaderLength;
        long left = _end - offset;
        if (left <= headerLength || !Cover(offset, headerLength + 1)) return false;
        ReadOnlySpan<byte> bytes = _window.AsSpan((int)(offset - _windowStart), headerLength + 1);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length < 1 || length > Math.Min(left - headerLength, NodeFormat.RecordBodyMax)) return false;
        if (!_verifier.MayHaveLength(bytes[headerLength], length)) return false;
        header = NodeRecordHeader.Read(bytes, NodeSegment.PlaceOf(_segment.Number, offset), _segment.IsCompacted);
        next = offset + headerLength + length;
        return true;
    }

    // Makes the window reach from the offset as far as asked.
    private bool Cover(long offset, int length)
    {
        if (offset >= _windowStart && offset + length <= _windowStart + _windowLength) return true;
        if (length > _window.Length) _window = new byte[length];
        _windowStart = offset;
        _windowLength = _segment.ReadAt(offset, _window.AsSpan(0, (int)Math.Min(_window.Length, _end - offset)));
        return _windowLength >= length;
    }
}
