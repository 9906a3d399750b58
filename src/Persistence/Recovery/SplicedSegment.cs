namespace BasisTrees.Persistence;

/// <summary>A segment of the log made out of two files of the same segment: each frame from the one where it is whole.</summary>
/// <remarks>
/// A segment is only ever appended to, and a frame is valid at one offset of one segment of one store, so what is whole in both is the
/// same, unless the two went different ways: then the chain of records does not fit and nothing is taken.
/// </remarks>
internal sealed class SplicedSegment
{
    private const int PieceLength = 1 << 20;

    private readonly LogFiles _files;
    private readonly ulong _number;
    private readonly IFile? _own;
    private readonly IFile _copy;
    private ChainPoint _chain;
    private long _offset;
    private long _anchoredTo; // up to here it is known that the store had these bytes
    private bool _usesCopy; // within that

    /// <summary>Prepares.</summary>
    /// <param name="files">Reads headers and frames.</param>
    /// <param name="number">The number of the segment.</param>
    /// <param name="own">What is left of it, or null.</param>
    /// <param name="copy">The copy.</param>
    internal SplicedSegment(LogFiles files, ulong number, IFile? own, IFile copy)
    {
        _files = files;
        _number = number;
        _own = own;
        _copy = copy;
    }

    /// <summary>Writes the segment.</summary>
    /// <param name="target">An empty file.</param>
    /// <param name="end">To where it must lead, or null for the last one, which leads to frames of its own and to the seal.</param>
    /// <param name="seal">What was acknowledged last.</param>
    /// <returns>False if that cannot be done, or if the segment is no other afterwards.</returns>
    internal bool TryWrite(IFile target, ChainPoint? end, Seal? seal)
    {
        if (HeaderSource() is not { } first) return false;
        Copy(first, target, 0, _offset);
        bool copyPending = first == _copy;
        Anchor(end is null ? first == _own || IsSealed(seal) : _chain == end, copyPending);
        SegmentReader? ownReader = _own is null ? null : _files.Read(_own, _number, _offset);
        SegmentReader copyReader = _files.Read(_copy, _number, _offset);
        while (_chain != end)
        {
            bool isOwn = ownReader is not null && TryFrame(ownReader);
            if (!isOwn && !TryFrame(copyReader)) break;
            SegmentReader reader = isOwn ? ownReader! : copyReader; // it was read a line before
            Copy(isOwn ? _own! : _copy, target, _offset, reader.Offset);
            _offset = reader.Offset;
            copyPending |= !isOwn;
            Anchor(end is null ? isOwn || IsSealed(seal) : _chain == end, copyPending);
        }

        return end is null ? TryFinishLast(target) : TryFinishSealed(end);
    }

    private bool TryFinishSealed(ChainPoint? end) => _chain == end && (_usesCopy || _own?.ReadLength() > _anchoredTo);

    private bool TryFinishLast(IFile target)
    {
        if (!_usesCopy) return false;
        target.SetLength(_anchoredTo);
        if (_own is not null && _own.ReadLength() is var length && length > _anchoredTo) Copy(_own, target, _anchoredTo, length);
        return true;
    }

    private void Anchor(bool isAnchor, bool usesCopy)
    {
        if (!isAnchor) return;
        _anchoredTo = _offset;
        _usesCopy = usesCopy;
    }

    private IFile? HeaderSource()
    {
        foreach (IFile? file in (IFile?[])[_own, _copy])
        {
            if (file is null) continue;
            try
            {
                _chain = _files.ReadHeader(file, _number).Start;
                _offset = LogFormat.SegmentHeaderLength;
                return file;
            }
            catch (StoreDamagedException)
            {
                // The other may have it.
            }
        }

        return null;
    }

    // The next frame, if it is whole and continues the chain.
    private bool TryFrame(SegmentReader reader)
    {
        long offset = _offset;
        reader.SeekTo(offset);
        if (!reader.TryNext(out FrameHeader header, out byte[] payload)) return false;
        if (header is not { Type: LogFormat.RecordFrame, Version: 1 }) return header.IsOptional;
        LogRecord record;
        try
        {
            record = RecordDecoder.Decode(payload, "", offset, out _);
        }
        catch (StoreException)
        {
            return false;
        }

        bool continues = record.Revision == _chain.Revision + 1 && record.FirstSequence == _chain.NextSequence
            && record.PreviousHash == _chain.Hash && record.DigestBefore == _chain.Digest;
        if (!continues) return false;
        _chain = new ChainPoint(record.Revision, record.FirstSequence + (ulong)record.Operations.Count, record.Hash, record.DigestAfter);
        return true;
    }

    private bool IsSealed(Seal? seal) =>
        seal is { } known && known.Segment == _number && known.EndOffset == _offset && known.RecordHash == _chain.Hash;

    private static void Copy(IFile source, IFile target, long from, long to)
    {
        byte[] piece = new byte[(int)Math.Min(PieceLength, to - from)];
        for (long at = from; at < to;)
        {
            int read = source.ReadAt(at, piece.AsSpan(0, (int)Math.Min(piece.Length, to - at)));
            if (read == 0) throw new StoreDamagedException(source.Path, at, "bytes were expected that were there before");
            target.WriteAt(at, piece.AsSpan(0, read));
            at += read;
        }
    }
}
