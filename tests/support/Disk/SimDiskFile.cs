using BasisTrees.Persistence;

namespace BasisTrees.Tests.Support;

/// <summary>A handle on a simulated file. It is dead after a kill or a crash.</summary>
internal sealed class SimDiskFile : IFile
{
    private readonly SimDisk _disk;
    private readonly SimDiskInode _inode;
    private readonly string _name;
    private readonly bool _isWritable;
    private readonly int _life;

    internal SimDiskFile(SimDisk disk, SimDiskInode inode, string name, bool isWritable)
    {
        _disk = disk;
        _inode = inode;
        _name = name;
        _isWritable = isWritable;
        _life = disk.Life;
        Path = disk.PathOf(name);
    }

    public string Path { get; }

    public long ReadLength() => _disk.Do(_life, "read the length of", _name, () => _inode.Cache.Length);

    public int ReadAt(long offset, Span<byte> buffer)
    {
        byte[] read = _disk.Do(_life, "read", _name, Copy(offset, buffer.Length));
        read.CopyTo(buffer);
        return read.Length;
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        CheckWritable();
        byte[] copy = bytes.ToArray();
        _disk.Write(_life, _name, copy.Length, Growth(offset + copy.Length), count => _inode.Write(offset, copy.AsSpan(0, count)));
    }

    public void SetLength(long length)
    {
        CheckWritable();
        _disk.Do(_life, "set the length of", _name, () =>
        {
            _inode.SetLength(length);
            return 0;
        });
    }

    public void Allocate(long length)
    {
        CheckWritable();
        _disk.Do(_life, "take space for", _name, () =>
        {
            long fits = _disk.Fits(Growth(length));
            if (length > _inode.Cache.Length) _inode.SetLength(Math.Min(length, _inode.Cache.Length + fits));
            return _inode.Cache.Length >= length ? 0 : throw _disk.Full("take space for", _name);
        });
    }

    public void Sync() => _disk.SyncFile(_life, _name, _inode);

    public void DropCache()
    {
        // What is clean would be read from the device; the store does not rely on it, so the simulation keeps the harder case.
    }

    public void Dispose()
    {
        // A handle owns nothing here.
    }

    private Func<byte[]> Copy(long offset, int length) => () => _inode.Cache.Read(offset, length);

    private Func<long> Growth(long end) => () => Math.Max(0, end - _inode.Cache.Length);

    private void CheckWritable()
    {
        if (!_isWritable) throw new InvalidOperationException($"{_name} was opened for reading.");
    }
}
