namespace BasisTrees.Persistence;

/// <summary>Reads the frames of one segment in order, through a window so that small frames cost few system calls.</summary>
internal sealed class SegmentReader
{
    private const int WindowLength = 256 << 10;

    private readonly IFile _file;
    private readonly SegmentPlace _place;
    private readonly byte[] _window = new byte[WindowLength];
    private long _windowStart;
    private int _windowLength;

    /// <summary>Starts reading at an offset.</summary>
    /// <param name="file">The segment; the caller keeps it open and disposes of it.</param>
    /// <param name="place">Whose segment it is.</param>
    /// <param name="offset">The offset of a frame.</param>
    /// <param name="end">The offset at which to stop, at most the file's length.</param>
    internal SegmentReader(IFile file, SegmentPlace place, long offset, long end)
    {
        _file = file;
        _place = place;
        Offset = offset;
        End = end;
    }

    /// <summary>Where the next frame begins.</summary>
    internal long Offset { get; private set; }

    internal long End { get; }

    /// <summary>Reads the next frame.</summary>
    /// <returns>False at the end, and where the bytes are not a whole frame; then <see cref="Offset"/> stays.</returns>
    internal bool TryNext(out FrameHeader header, out byte[] payload)
    {
        payload = [];
        Span<byte> bytes = stackalloc byte[LogFormat.FrameHeaderLength];
        header = default;
        if (End - Offset < bytes.Length) return false;
        if (!Read(Offset, bytes) || !FrameHeader.TryRead(bytes, _place, Offset, out header)) return false;
        long payloadStart = Offset + bytes.Length;
        if (header.PayloadLength > End - payloadStart) return false;
        byte[] read = new byte[header.PayloadLength];
        if (!Read(payloadStart, read) || Crc32C.Compute(read) != header.PayloadChecksum) return false;
        payload = read;
        Offset = payloadStart + read.Length;
        return true;
    }

    /// <summary>Reads the header of the next frame, whose payload may be anything.</summary>
    internal bool TryReadHeader(out FrameHeader header)
    {
        Span<byte> bytes = stackalloc byte[LogFormat.FrameHeaderLength];
        header = default;
        return End - Offset >= bytes.Length && Read(Offset, bytes) && FrameHeader.TryRead(bytes, _place, Offset, out header);
    }

    /// <summary>Looks for a whole frame anywhere behind a bad place that claims the place was synced before it was written.</summary>
    /// <param name="badOffset">The bad place.</param>
    /// <param name="witness">The offset of that frame.</param>
    internal bool TryFindWitness(long badOffset, out long witness)
    {
        witness = 0;
        Span<byte> bytes = stackalloc byte[LogFormat.FrameHeaderLength];
        for (long at = badOffset + 1; FindMagic(ref at); at++)
        {
            // The header's own checksum is over the store's random id, so bytes inside a value do not pass for a header by design.
            if (!Read(at, bytes) || !FrameHeader.TryRead(bytes, _place, at, out FrameHeader header)) continue;
            if (header.SyncedLength <= badOffset) continue;
            witness = at;
            return true;
        }

        return false;
    }

    /// <summary>Goes to an offset at which a frame may begin.</summary>
    internal void SeekTo(long offset) => Offset = offset;

    /// <summary>Goes to the next header of a frame behind a place that is no whole frame.</summary>
    /// <returns>False if there is none; then <see cref="Offset"/> stays.</returns>
    internal bool TrySkip()
    {
        Span<byte> bytes = stackalloc byte[LogFormat.FrameHeaderLength];
        for (long at = Offset + 1; FindMagic(ref at); at++)
        {
            if (!Read(at, bytes) || !FrameHeader.TryRead(bytes, _place, at, out _)) continue;
            Offset = at;
            return true;
        }

        return false;
    }

    private bool FindMagic(ref long at)
    {
        while (End - at >= LogFormat.FrameHeaderLength)
        {
            Cover(at, LogFormat.FrameHeaderLength);
            int found = _window.AsSpan(0, _windowLength)[(int)(at - _windowStart)..].IndexOf(LogFormat.FrameMagic);
            if (found >= 0)
            {
                at += found;
                return End - at >= LogFormat.FrameHeaderLength;
            }

            // The magic may straddle the window's end.
            at = Math.Max(at + 1, _windowStart + _windowLength - LogFormat.FrameMagic.Length + 1);
        }

        return false;
    }

    private bool Read(long offset, Span<byte> destination)
    {
        if (destination.Length > WindowLength) return _file.ReadAt(offset, destination) == destination.Length;
        Cover(offset, destination.Length);
        int start = (int)(offset - _windowStart);
        if (start + destination.Length > _windowLength) return false;
        _window.AsSpan(start, destination.Length).CopyTo(destination);
        return true;
    }

    // Makes the window begin at or before the offset and reach as far as asked or to the end.
    private void Cover(long offset, int length)
    {
        long needed = Math.Min(offset + length, End);
        if (offset >= _windowStart && needed <= _windowStart + _windowLength) return;
        _windowStart = offset;
        _windowLength = _file.ReadAt(offset, _window.AsSpan(0, (int)Math.Min(WindowLength, End - offset)));
    }
}
