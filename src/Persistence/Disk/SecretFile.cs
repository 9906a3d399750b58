using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BasisTrees.Persistence;

/// <summary>Reads a file with a secret, which nobody but its owner may be able to read.</summary>
public static class SecretFile
{
    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="path">The file. If anybody but its owner may read, write or run it, it is refused.</param>
    /// <param name="buffer">Takes as many bytes of the file as it holds.</param>
    /// <param name="length">How many it took.</param>
    /// <param name="refusal">The end of a sentence that begins with the file, without a full stop; never with a byte of it.</param>
    /// <returns>False if there is no such file, it cannot be read, or it is open to others.</returns>
    /// <remarks>Any thread may call it. The owner of a file is not compared with who runs the program.</remarks>
    public static bool TryRead(string path, Span<byte> buffer, out int length, [NotNullWhen(false)] out string? refusal)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        length = 0;
        refusal = null;
        try
        {
            using SafeFileHandle file = Open(path);
            UnixFileMode open = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file) & ForOthers;
            if (open != UnixFileMode.None)
            {
                refusal = $"is open to others than its owner ({open}); give it the mode 0600";
                return false;
            }

            while (length < buffer.Length && RandomAccess.Read(file, buffer[length..], length) is > 0 and int read) length += read;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            refusal = $"cannot be read: {failure.Message.TrimEnd('.')}";
            return false;
        }
    }

    // The runtime's way of opening takes a lock, which whoever changes the file holds, and waits at a pipe for its other end.
    private static SafeFileHandle Open(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.OpenHandle(path);
        while (true)
        {
            int descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlocking, 0);
            int errno = Marshal.GetLastPInvokeError();
            if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
            if (errno != Errno.Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(errno));
        }
    }
}
