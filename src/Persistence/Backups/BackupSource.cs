namespace BasisTrees.Persistence;

/// <summary>Reads what a piece of a backup holds; each block is checked, and decrypted, before anything of it is given.</summary>
internal sealed class BackupSource : IByteSource, IDisposable
{
    private readonly IFile _file;
    private readonly SegmentPlace _place;
    private readonly BackupSealing? _sealing;
    private readonly byte[] _block = new byte[BackupFormat.BlockLength + BackupFormat.TagLength];
    private int _length;
    private int _taken;
    private uint _number;
    private bool _isLast;
    private long _offset = BackupFormat.BackupHeaderLength;

    /// <summary>Begins to read.</summary>
    /// <param name="file">The file; the caller keeps it open and disposes of it.</param>
    /// <param name="header">Its header, read before.</param>
    /// <param name="key">The key, or null.</param>
    /// <exception cref="StoreException">The key is missing or another one, or the disk fails.</exception>
    internal BackupSource(IFile file, BackupHeader header, BackupKey? key)
    {
        _file = file;
        _place = new SegmentPlace(header.StoreId, header.Number);
        _sealing = BackupSealing.Open(header, key, file.Path);
    }

    public long Position { get; private set; }

    public string Path => _file.Path;

    public long Locate(long position)
    {
        int tagLength = _sealing is null ? 0 : BackupFormat.TagLength;
        (long block, long rest) = Math.DivRem(position, BackupFormat.BlockLength);
        long start = BackupFormat.BackupHeaderLength + (block * (BackupFormat.BlockHeaderLength + BackupFormat.BlockLength + tagLength));
        return Math.Min(start + BackupFormat.BlockHeaderLength + rest, _offset);
    }

    public int Read(Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            if (_taken == _length)
            {
                if (_isLast) break;
                ReadBlock();
                continue;
            }

            int count = Math.Min(_length - _taken, destination.Length - done);
            _block.AsSpan(_taken, count).CopyTo(destination[done..]);
            _taken += count;
            done += count;
            Position += count;
        }

        return done;
    }

    /// <summary>Makes sure that everything was read and nothing follows.</summary>
    /// <exception cref="StoreDamagedException">There is more.</exception>
    internal void ExpectEnd()
    {
        Span<byte> more = stackalloc byte[1];
        if (Read(more) != 0) throw new StoreDamagedException(Path, Locate(Position - 1), "the end of the backup was expected");
        if (_file.ReadLength() != _offset) throw new StoreDamagedException(Path, _offset, "the end of the file was expected");
    }

    public void Dispose() => _sealing?.Dispose();

    private void ReadBlock()
    {
        Span<byte> header = stackalloc byte[BackupFormat.BlockHeaderLength];
        int read = _file.ReadAt(_offset, header);
        if (!BackupBlock.TryRead(header[..read], _place, _offset, out BackupBlock block))
            throw new StoreDamagedException(Path, _offset, "a whole block was expected at its place");
        if (block.Number != _number)
            throw new StoreDamagedException(Path, _offset, $"block {_number} was expected, not {block.Number}");
        int stored = block.Length + (_sealing is null ? 0 : BackupFormat.TagLength);
        Span<byte> payload = _block.AsSpan(0, stored);
        if (_file.ReadAt(_offset + header.Length, payload) != stored || Crc32C.Compute(payload) != block.Checksum)
            throw new StoreDamagedException(Path, _offset, "a block that matches its checksum was expected");
        if (_sealing?.TryDecrypt(block, payload[..block.Length], payload[block.Length..]) == false)
            throw new StoreDamagedException(Path, _offset, "a block that was encrypted with the key was expected");
        (_length, _taken, _isLast) = (block.Length, 0, block.IsLast);
        _number++;
        _offset += header.Length + stored;
    }
}
