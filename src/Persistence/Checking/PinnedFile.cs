namespace BasisTrees.Persistence;

/// <summary>A file that a <see cref="PinnedDisk"/> holds open, for one of its readers.</summary>
internal sealed class PinnedFile(IFile file) : IFile
{
    public string Path => file.Path;

    public long ReadLength() => file.ReadLength();

    public int ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw OnlyRead();

    public void SetLength(long length) => throw OnlyRead();

    public void Allocate(long length) => throw OnlyRead();

    public void Sync() => throw OnlyRead();

    public void DropCache() => file.DropCache();

    public void Dispose()
    {
        // The file belongs to the disk.
    }

    private InvalidOperationException OnlyRead() => new($"{Path} is only read.");
}
