namespace BasisTrees.Persistence;

/// <summary>Reads a file from its beginning to its end, through a window so that small reads cost few system calls.</summary>
internal sealed class FileSource(IFile file) : IByteSource
{
    private readonly byte[] _window = new byte[256 << 10];
    private long _windowStart;
    private int _windowLength;

    public long Position { get; private set; }

    public string Path => file.Path;

    public long Locate(long position) => position;

    public int Read(Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int taken = Position < _windowStart + _windowLength ? Take(destination[done..]) : Fetch(destination[done..]);
            if (taken == 0) break;
            done += taken;
            Position += taken;
        }

        return done;
    }

    private int Take(Span<byte> destination)
    {
        ReadOnlySpan<byte> ready = _window.AsSpan(0, _windowLength)[(int)(Position - _windowStart)..];
        int count = Math.Min(ready.Length, destination.Length);
        ready[..count].CopyTo(destination);
        return count;
    }

    // What is as large as the window goes past it.
    private int Fetch(Span<byte> destination)
    {
        if (destination.Length >= _window.Length) return file.ReadAt(Position, destination);
        _windowStart = Position;
        _windowLength = file.ReadAt(Position, _window);
        return _windowLength == 0 ? 0 : Take(destination);
    }
}
