namespace BasisTrees.Persistence;

/// <summary>Writes a file from its beginning to its end.</summary>
/// <remarks>The caller calls <see cref="Flush"/> at the end, syncs the file and disposes of it.</remarks>
internal sealed class FileSink(IFile file) : IByteSink
{
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _buffered;
    private long _written;

    public long Position => _written + _buffered;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _buffered) Flush();
        if (bytes.Length >= _buffer.Length)
        {
            file.WriteAt(_written, bytes);
            _written += bytes.Length;
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += bytes.Length;
    }

    /// <summary>Hands what is buffered to the file; it is not synced.</summary>
    internal void Flush()
    {
        if (_buffered == 0) return;
        file.WriteAt(_written, _buffer.AsSpan(0, _buffered));
        _written += _buffered;
        _buffered = 0;
    }
}
