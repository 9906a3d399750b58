using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BasisTrees.Persistence;

/// <summary>A real file, through system calls whose every result is checked.</summary>
internal sealed class DirectoryFile : IFile
{
    private const int ZerosLength = 1 << 20;

    private readonly SafeFileHandle _handle;

    internal DirectoryFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    public long ReadLength()
    {
        long length = Libc.Seek(_handle, 0, Libc.SeekEnd);
        int errno = Marshal.GetLastPInvokeError();
        return length >= 0 ? length : throw Errno.ToException(errno, "read the length of", Path);
    }

    public unsafe int ReadAt(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                nint count = Libc.ReadAt(_handle, start + done, buffer.Length - done, offset + done);
                int errno = Marshal.GetLastPInvokeError();
                if (count > 0) done += (int)count;
                else if (count == 0) break;
                else if (errno != Errno.Interrupted) throw Errno.ToException(errno, "read", Path, offset + done);
            }
        }

        return done;
    }

    public unsafe void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        int done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                nint count = Libc.WriteAt(_handle, start + done, bytes.Length - done, offset + done);
                int errno = Marshal.GetLastPInvokeError();
                if (count > 0) done += (int)count;
                else if (count == 0) throw Errno.ToException(Errno.InputOutput, "write", Path, offset + done);
                else if (errno != Errno.Interrupted) throw Errno.ToException(errno, "write", Path, offset + done);
            }
        }
    }

    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        while (Libc.SetLength(_handle, length) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted) throw Errno.ToException(errno, "set the length of", Path, length);
        }
    }

    public void Allocate(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0) return;
        int errno;
        do errno = Libc.Allocate(_handle, 0, length);
        while (errno == Errno.Interrupted);
        if (errno is Errno.NotSupported or Errno.Invalid) WriteZeros(length);
        else if (errno != 0) throw Errno.ToException(errno, "take space for", Path, length);
    }

    public void Sync()
    {
        // Whatever the reason, an interruption included: the kernel may have dropped the dirty marks, and a second call would lie.
        int result = Libc.SyncData(_handle);
        int errno = Marshal.GetLastPInvokeError();
        if (result != 0) throw Errno.ToException(errno, "sync", Path);
    }

    public void DropCache() => _ = Libc.Advise(_handle, 0, 0, Libc.AdviceDontNeed);

    public void Dispose() => _handle.Dispose();

    // Where space cannot be taken as such, zeros take it.
    private void WriteZeros(long length)
    {
        byte[] zeros = new byte[(int)Math.Min(length, ZerosLength)];
        for (long at = ReadLength(); at < length; at += zeros.Length)
            WriteAt(at, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - at)));
    }
}
