namespace BasisTrees.Persistence;

/// <summary>Writes what a piece of a backup holds as blocks, behind the header of the file.</summary>
/// <remarks>The caller calls <see cref="Finish"/> at the end and syncs the file.</remarks>
internal sealed class BackupSink : IByteSink, IDisposable
{
    private readonly IFile _file;
    private readonly SegmentPlace _place;
    private readonly BackupSealing? _sealing;
    private readonly byte[] _block = new byte[BackupFormat.BlockHeaderLength + BackupFormat.BlockLength + BackupFormat.TagLength];
    private int _length;
    private uint _number;
    private long _offset = BackupFormat.BackupHeaderLength;
    private long _earlier;

    /// <summary>Begins a file.</summary>
    /// <param name="file">The file; the caller keeps it open and disposes of it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="key">The key that the header speaks of, or null.</param>
    internal BackupSink(IFile file, BackupHeader header, BackupKey? key)
    {
        _file = file;
        _place = new SegmentPlace(header.StoreId, header.Number);
        _sealing = BackupSealing.Open(header, key, file.Path);
        file.WriteAt(0, header.ToBytes());
    }

    public long Position => _earlier + _length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // A full block waits until more comes, so that the last one is known.
            if (_length == BackupFormat.BlockLength) WriteBlock(isLast: false);
            int count = Math.Min(bytes.Length, BackupFormat.BlockLength - _length);
            bytes[..count].CopyTo(_block.AsSpan(BackupFormat.BlockHeaderLength + _length));
            _length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes the last block.</summary>
    /// <returns>The bytes of the file.</returns>
    internal long Finish()
    {
        WriteBlock(isLast: true);
        return _offset;
    }

    public void Dispose() => _sealing?.Dispose();

    private void WriteBlock(bool isLast)
    {
        var block = new BackupBlock(_length, _number, isLast, 0);
        Span<byte> payload = _block.AsSpan(BackupFormat.BlockHeaderLength, _length);
        int stored = _length;
        if (_sealing is not null)
        {
            _sealing.Encrypt(block, payload, _block.AsSpan(BackupFormat.BlockHeaderLength + _length, BackupFormat.TagLength));
            stored += BackupFormat.TagLength;
        }

        uint checksum = Crc32C.Compute(_block.AsSpan(BackupFormat.BlockHeaderLength, stored));
        (block with { Checksum = checksum }).Write(_block, _place, _offset);
        _file.WriteAt(_offset, _block.AsSpan(0, BackupFormat.BlockHeaderLength + stored));
        _offset += BackupFormat.BlockHeaderLength + stored;
        _earlier += _length;
        _length = 0;
        _number++;
    }
}
