using System.Runtime.InteropServices;

namespace BasisTrees.Persistence;

/// <summary>The error numbers of Linux that have a meaning of their own here, and the exceptions they become.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int WouldBlock = 11;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int NotDirectory = 20;
    internal const int IsDirectory = 21;
    internal const int Invalid = 22;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;
    internal const int NoSuchCall = 38;
    internal const int NotSupported = 95;
    internal const int Quota = 122;

    /// <summary>The exception for a failed system call.</summary>
    /// <param name="errno">The error number, copied right after the call.</param>
    /// <param name="action">What was being done, to follow "cannot", for instance "write".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="offset">The place in the file in bytes, or null.</param>
    internal static StoreException ToException(int errno, string action, string path, long? offset = null) => errno switch
    {
        NoSpace => new StoreFullException($"Cannot {action} {path}: the disk is full; free some space and try again.", path, offset),
        Quota => new StoreFullException($"Cannot {action} {path}: the disk quota is used up.", path, offset),
        ReadOnlyFileSystem => new StoreUnwritableException($"Cannot {action} {path}: the file system is read-only.", path),
        AccessDenied or NotPermitted => new StoreUnwritableException($"Cannot {action} {path}: permission denied.", path),
        NoEntry => new StoreNotFoundException($"Cannot {action} {path}: it does not exist.", path),
        Exists => new StoreUnwritableException($"Cannot {action} {path}: there is a file of that name.", path),
        NotDirectory => new StoreUnwritableException($"Cannot {action} {path}: a part of the path is not a directory.", path),
        IsDirectory => new StoreUnwritableException($"Cannot {action} {path}: it is a directory.", path),
        _ => new StoreDiskException(
            $"Cannot {action} {path}: {Marshal.GetPInvokeErrorMessage(errno)} (error {errno}).", path, errno, offset),
    };
}
