using System.Buffers.Binary;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A file of a <see cref="CrashBugDisk"/>.</summary>
internal sealed class CrashBugFile(IFile inner, string name, CrashBug bug) : IFile
{
    private readonly bool _isSegment = FileNames.TryParseSegment(name, out _);
    private bool _owesSync;

    public string Path => inner.Path;

    public long ReadLength() => inner.ReadLength();

    public int ReadAt(long offset, Span<byte> buffer)
    {
        if (bug != CrashBug.NoChecksums || !_isSegment) return inner.ReadAt(offset, buffer);
        byte[] all = Checked();
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

    public void Sync()
    {
        switch (bug)
        {
            case CrashBug.NoLogSync when _isSegment:
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

    // The whole segment with every checksum made to match whatever the bytes have become.
    private byte[] Checked()
    {
        byte[] all = new byte[inner.ReadLength()];
        int length = inner.ReadAt(0, all);
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
