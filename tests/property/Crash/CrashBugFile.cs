using System.Buffers.Binary;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A file of a <see cref="CrashBugDisk"/>.</summary>
internal sealed class CrashBugFile(IFile inner, string name, CrashBug bug) : IFile
{
    private readonly bool _isSegment = FileNames.TryParseSegment(name, out _);
    private readonly bool _isCheckpoint = IsCheckpoint(name);
    private readonly bool _isNodes = name.StartsWith("nodes-", StringComparison.Ordinal);
    private bool _owesSync;

    public string Path => inner.Path;

    public long ReadLength() => _isSegment && bug == CrashBug.StopAtFirstBadFrame ? ValidLength(All()) : inner.ReadLength();

    public int ReadAt(long offset, Span<byte> buffer)
    {
        bool isRing = name == FileNames.Seal && buffer.Length >= LogFormat.SealSlotLength; // creation looks at the magic only
        if (isRing && bug is (CrashBug.SealIgnored or CrashBug.StopAtFirstBadFrame)) return 0;
        byte[]? all = bug switch
        {
            CrashBug.NoChecksums when _isSegment => CheckedLog(),
            CrashBug.NoCheckpointChecksum when _isCheckpoint => CheckedCheckpoint(),
            CrashBug.NoNodeChecksums when _isNodes => CheckedNodes(),
            _ => null,
        };
        if (all is null) return inner.ReadAt(offset, buffer);
        if (offset >= all.Length) return 0;
        int count = (int)Math.Min(buffer.Length, all.Length - offset);
        all.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        if (_owesSync) inner.Sync();
        _owesSync = false;
        if (bug == CrashBug.NoSeal && name == FileNames.Seal) return;
        if (bug == CrashBug.TailNotRewritten && IsThere(offset, bytes)) return;
        try
        {
            inner.WriteAt(offset, bytes);
        }
        catch (StoreFullException) when (bug == CrashBug.ShortWriteIgnored)
        {
            // The planted bug: the first part counts as the whole.
        }
    }

    public void SetLength(long length)
    {
        bool skip = bug switch
        {
            CrashBug.TailNotCut => _isSegment,
            CrashBug.CutNotRepeated => inner.ReadLength() == length,
            _ => false,
        };
        if (!skip) inner.SetLength(length);
    }

    public void Allocate(long length) => inner.Allocate(length);

    public void Sync()
    {
        switch (bug)
        {
            case CrashBug.NoLogSync when _isSegment:
            case CrashBug.NoCheckpointSync when _isCheckpoint:
            case CrashBug.NoNodesSync when _isNodes:
            case CrashBug.NoSyncBeforeRename when name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal):
                return;
            case CrashBug.AnswerBeforeSync when _isSegment:
                _owesSync = true;
                return;
            case CrashBug.SyncErrorIgnored or CrashBug.SyncRetried:
                SyncLoosely();
                return;
            default:
                inner.Sync();
                return;
        }
    }

    public void DropCache() => inner.DropCache();

    public void Dispose() => inner.Dispose();

    private void SyncLoosely()
    {
        try
        {
            inner.Sync();
        }
        catch (StoreException)
        {
            if (bug == CrashBug.SyncRetried) inner.Sync();
        }
    }

    private bool IsThere(long offset, ReadOnlySpan<byte> bytes)
    {
        byte[] present = new byte[bytes.Length];
        return inner.ReadAt(offset, present) == present.Length && bytes.SequenceEqual(present);
    }

    /// <summary>How much of a segment is whole frames from its beginning on; all of it if its header is bad.</summary>
    internal static int ValidLength(byte[] all)
    {
        if (SegmentHeader.Read(all, out SegmentHeader segment) is not null) return all.Length;
        var place = new SegmentPlace(segment.StoreId, segment.Number);
        int at = LogFormat.SegmentHeaderLength;
        while (all.Length - at >= LogFormat.FrameHeaderLength && FrameHeader.TryRead(all.AsSpan(at), place, at, out FrameHeader frame))
        {
            int start = at + LogFormat.FrameHeaderLength;
            if (frame.PayloadLength > all.Length - start) break;
            if (Crc32C.Compute(all.AsSpan(start, frame.PayloadLength)) != frame.PayloadChecksum) break;
            at = start + frame.PayloadLength;
        }

        return at;
    }

    internal static bool IsCheckpoint(string name) => name.StartsWith("checkpoint-", StringComparison.Ordinal);

    private byte[] CheckedCheckpoint()
    {
        byte[] all = All();
        if (all.Length >= 4) BinaryPrimitives.WriteUInt32LittleEndian(all.AsSpan(all.Length - 4), Crc32C.Compute(all.AsSpan(..^4)));
        return all;
    }

    // Every record whose length leads to another one or to the end.
    private byte[] CheckedNodes()
    {
        byte[] all = All();
        if (NodeSegmentHeader.Read(inner, out NodeSegmentHeader? header) is not null || header is not { IsCompacted: false }) return all;
        var place = new SegmentPlace(header.StoreId, header.Number);
        for (int at = header.ByteLength; at + NodeFormat.RecordHeaderLength <= all.Length;)
        {
            int length = NodeFormat.RecordHeaderLength + BinaryPrimitives.ReadInt32LittleEndian(all.AsSpan(at + 4));
            if (length < NodeFormat.RecordHeaderLength || length > all.Length - at) break;
            BinaryPrimitives.WriteUInt32LittleEndian(all.AsSpan(at), place.HeaderChecksum(at, all.AsSpan(at + 4, length - 4)));
            at += length;
        }

        return all;
    }

    private byte[] All()
    {
        byte[] all = new byte[inner.ReadLength()];
        inner.ReadAt(0, all);
        return all;
    }

    // The whole segment with every checksum made to match whatever the bytes have become.
    private byte[] CheckedLog()
    {
        byte[] all = All();
        int length = all.Length;
        if (SegmentHeader.Read(all.AsSpan(0, length), out SegmentHeader segment) is not null) return all;
        var place = new SegmentPlace(segment.StoreId, segment.Number);
        for (int at = LogFormat.SegmentHeaderLength; at + LogFormat.FrameHeaderLength <= length;)
        {
            Span<byte> frame = all.AsSpan(at, length - at);
            int payloadLength = BinaryPrimitives.ReadInt32LittleEndian(frame[4..]);
            if (payloadLength < 0 || payloadLength > frame.Length - LogFormat.FrameHeaderLength) break;
            uint payload = Crc32C.Compute(frame.Slice(LogFormat.FrameHeaderLength, payloadLength));
            BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], payload);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[24..], place.HeaderChecksum(at, frame[..24]));
            at += LogFormat.FrameHeaderLength + payloadLength;
        }

        return all;
    }
}
