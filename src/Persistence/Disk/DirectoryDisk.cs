using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BasisTrees.Persistence;

/// <summary>The real disk: one directory of a Linux file system.</summary>
/// <remarks>
/// Files are made readable and writable by their owner only (0600), directories 0700. Other systems are refused plainly: there the
/// promise of a durable commit could not be kept by the same calls.
/// </remarks>
public sealed class DirectoryDisk : IDisk
{
    private const uint FileMode = 0x180;      // 0600
    private const uint DirectoryMode = 0x1C0; // 0700

    private DirectoryDisk(string path) => Location = path;

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Opens an existing directory.</summary>
    /// <param name="path">The directory, absolute or relative to the current one.</param>
    /// <exception cref="StoreNotFoundException">There is no such directory.</exception>
    /// <exception cref="StoreException">The directory cannot be read.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    public static DirectoryDisk Open(string path)
    {
        string full = FullPath(path);
        if (!Directory.Exists(full)) throw new StoreNotFoundException($"The directory {full} does not exist.", full);
        return new DirectoryDisk(full);
    }

    /// <summary>Opens a directory, making it and its parents first where they are missing.</summary>
    /// <param name="path">The directory, absolute or relative to the current one.</param>
    /// <exception cref="StoreException">A directory cannot be made or read.</exception>
    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    public static DirectoryDisk Create(string path)
    {
        string full = FullPath(path);
        var missing = new Stack<string>();
        for (string? at = full; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at)) missing.Push(at);
        foreach (string directory in missing)
        {
            int result = Libc.MakeDirectory(directory, DirectoryMode);
            int errno = Marshal.GetLastPInvokeError();
            if (result != 0 && (errno != Errno.Exists || !Directory.Exists(directory)))
                throw Errno.ToException(errno, "make the directory", directory);
            SyncDirectory(Path.GetDirectoryName(directory) ?? directory);
        }

        return new DirectoryDisk(full);
    }

    /// <inheritdoc/>
    public string PathOf(string name) => Path.Combine(Location, name);

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Location).Select(path => Path.GetFileName(path))];
        }
        catch (UnauthorizedAccessException)
        {
            throw Errno.ToException(Errno.AccessDenied, "list", Location);
        }
        catch (DirectoryNotFoundException)
        {
            throw Errno.ToException(Errno.NoEntry, "list", Location);
        }
        catch (IOException failure)
        {
            throw Errno.ToException(failure.HResult, "list", Location);
        }
    }

    /// <inheritdoc/>
    public IFile Open(string name, FileOpening opening)
    {
        int flags = opening switch
        {
            FileOpening.Read => Libc.ReadOnly,
            FileOpening.ReadWrite => Libc.ReadWrite,
            FileOpening.Create => Libc.ReadWrite | Libc.Create | Libc.Truncate,
            _ => throw new ArgumentOutOfRangeException(nameof(opening)),
        };
        string path = Checked(name);
        return new DirectoryFile(OpenHandle(path, flags, opening == FileOpening.Create ? "create" : "open"), path);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        string source = Checked(from);
        int result = Libc.Rename(source, Checked(to));
        int errno = Marshal.GetLastPInvokeError();
        if (result != 0) throw Errno.ToException(errno, "rename", source);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        string path = Checked(name);
        int result = Libc.Delete(path);
        int errno = Marshal.GetLastPInvokeError();
        if (result != 0) throw Errno.ToException(errno, "delete", path);
    }

    /// <inheritdoc/>
    public void SyncDirectory() => SyncDirectory(Location);

    /// <inheritdoc/>
    /// <remarks>
    /// The inode number, and the time of birth where the file system knows it: on another file system a copy may get the same number.
    /// </remarks>
    public unsafe ulong IdentityOf(string name)
    {
        string path = Checked(name);
        var facts = default(FileFacts);
        int result = Libc.ReadFacts(Libc.CurrentDirectory, path, 0, Libc.FactInode | Libc.FactBirth, &facts);
        int errno = Marshal.GetLastPInvokeError();
        if (result != 0 && errno is Errno.NotPermitted or Errno.NoSuchCall) return 0; // as a sandbox answers that does not know the call
        if (result != 0) throw Errno.ToException(errno, "read the identity of", path);
        bool hasBirth = (facts.Mask & Libc.FactBirth) != 0;
        return hasBirth ? facts.Inode ^ unchecked(((ulong)facts.BirthSeconds * 1_000_000_000) + facts.BirthNanoseconds) : facts.Inode;
    }

    /// <inheritdoc/>
    public long FreeBytes() => Ask(drive => drive.AvailableFreeSpace);

    /// <inheritdoc/>
    public long TotalBytes() => Ask(drive => drive.TotalSize);

    /// <inheritdoc/>
    public IDisposable? TryLock(string name)
    {
        string path = Checked(name);
        SafeFileHandle handle = OpenHandle(path, Libc.ReadWrite | Libc.Create, "open");
        while (Libc.Lock(handle, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.Interrupted) continue;
            handle.Dispose();
            return errno == Errno.WouldBlock ? null : throw Errno.ToException(errno, "lock", path);
        }

        return new HeldLock(handle);
    }

    // On Linux a drive is whatever file system a path is in; user quotas, which no call tells in advance, show when a write fails.
    private long Ask(Func<DriveInfo, long> figure)
    {
        try
        {
            return figure(new DriveInfo(Location));
        }
        catch (DriveNotFoundException)
        {
            throw Errno.ToException(Errno.NoEntry, "read the free space of", Location);
        }
        catch (UnauthorizedAccessException)
        {
            throw Errno.ToException(Errno.AccessDenied, "read the free space of", Location);
        }
        catch (IOException failure)
        {
            throw Errno.ToException(failure.HResult, "read the free space of", Location);
        }
    }

    private static void SyncDirectory(string path)
    {
        using SafeFileHandle handle = OpenHandle(path, Libc.ReadOnly, "open the directory");
        int result = Libc.Sync(handle);
        int errno = Marshal.GetLastPInvokeError();
        if (result != 0) throw Errno.ToException(errno, "sync the directory", path);
    }

    private static SafeFileHandle OpenHandle(string path, int flags, string action)
    {
        while (true)
        {
            // Opening a pipe that lies where a file belongs would wait for its other end for ever; to files it makes no difference.
            int descriptor = Libc.Open(path, flags | Libc.CloseOnExec | Libc.NonBlocking, FileMode);
            int errno = Marshal.GetLastPInvokeError();
            if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
            if (errno != Errno.Interrupted) throw Errno.ToException(errno, action, path);
        }
    }

    private static string FullPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            throw new PlatformNotSupportedException("A durable store needs 64-bit Linux.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().IndexOfAny('/', '\0') >= 0 || name is "." or "..")
            throw new ArgumentException($"\"{name}\" is not a plain file name.", nameof(name));
        return PathOf(name);
    }
}
