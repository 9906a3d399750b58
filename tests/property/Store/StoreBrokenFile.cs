using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A file of a <see cref="StoreBrokenDisk"/>.</summary>
internal sealed class StoreBrokenFile(IFile inner) : IFile
{
    public string Path => inner.Path;

    public long ReadLength() => inner.ReadLength();

    public int ReadAt(long offset, Span<byte> buffer) => inner.ReadAt(offset, buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("a bug");

    public void SetLength(long length) => inner.SetLength(length);

    public void Allocate(long length) => inner.Allocate(length);

    public void Sync() => inner.Sync();

    public void DropCache() => inner.DropCache();

    public void Dispose() => inner.Dispose();
}
