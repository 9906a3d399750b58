namespace BasisTrees.Persistence;

/// <summary>A file of an <see cref="OverlayDisk"/>: pages that were written stand in memory, the others are read from below.</summary>
internal sealed class OverlayFile(OverlayFile.Content content, string path) : IFile
{
    public string Path => path;

    public long ReadLength() => content.Length;

    public int ReadAt(long offset, Span<byte> buffer) => content.Read(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => content.Write(offset, bytes);

    public void SetLength(long length) => content.SetLength(length);

    public void Allocate(long length) => content.SetLength(Math.Max(length, content.Length));

    public void Sync()
    {
        // Nothing of it reaches a device.
    }

    public void DropCache()
    {
        // Nothing of it comes from one either.
    }

    public void Dispose()
    {
        // The content belongs to the disk.
    }

    /// <summary>What a file holds, whatever name it has; any thread.</summary>
    internal sealed class Content
    {
        private const int PageLength = 4096;

        // Far from what a file system counts up from.
        private static ulong s_identities = 1ul << 63;

        private readonly Lock _lock = new();
        private readonly Dictionary<long, byte[]> _pages = []; // guarded by _lock, as all below
        private IFile? _below;
        private long _belowLength;

        internal Content(IFile? below)
        {
            _below = below;
            Length = _belowLength = below?.ReadLength() ?? 0;
        }

        internal long Length { get; private set; }

        /// <summary>A number that no other file has.</summary>
        internal ulong Identity { get; } = Interlocked.Increment(ref s_identities);

        /// <summary>Begins again, empty or over a file below.</summary>
        internal void Replace(IFile? below)
        {
            lock (_lock)
            {
                _pages.Clear();
                _below?.Dispose();
                _below = below;
                Length = _belowLength = below?.ReadLength() ?? 0;
            }
        }

        internal int Read(long offset, Span<byte> buffer)
        {
            lock (_lock)
            {
                int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
                for (int done = 0; done < count;)
                {
                    long at = offset + done;
                    int inPage = (int)(at % PageLength);
                    int piece = Math.Min(count - done, PageLength - inPage);
                    if (_pages.TryGetValue(at / PageLength, out byte[]? page)) page.AsSpan(inPage, piece).CopyTo(buffer[done..]);
                    else ReadBelow(at, buffer.Slice(done, piece));
                    done += piece;
                }

                return count;
            }
        }

        internal void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (_lock)
            {
                for (int done = 0; done < bytes.Length;)
                {
                    long at = offset + done;
                    int inPage = (int)(at % PageLength);
                    int piece = Math.Min(bytes.Length - done, PageLength - inPage);
                    bytes.Slice(done, piece).CopyTo(Own(at / PageLength).AsSpan(inPage));
                    done += piece;
                }

                Length = Math.Max(Length, offset + bytes.Length);
            }
        }

        internal void SetLength(long length)
        {
            lock (_lock)
            {
                if (length < Length)
                {
                    _belowLength = Math.Min(_belowLength, length);
                    foreach (long page in _pages.Keys.Where(page => page * PageLength >= length).ToArray()) _pages.Remove(page);
                    bool isCutInside = _pages.TryGetValue(length / PageLength, out byte[]? last);
                    if (isCutInside) last.AsSpan((int)(length % PageLength)).Clear();
                }

                Length = length;
            }
        }

        private byte[] Own(long page)
        {
            if (_pages.TryGetValue(page, out byte[]? own)) return own;
            _pages[page] = own = new byte[PageLength];
            ReadBelow(page * PageLength, own);
            return own;
        }

        // What was cut from the file below, and what was never there, is zeros.
        private void ReadBelow(long offset, Span<byte> buffer)
        {
            buffer.Clear();
            int count = (int)Math.Clamp(_belowLength - offset, 0, buffer.Length);
            if (count > 0) _below?.ReadAt(offset, buffer[..count]);
        }
    }
}
