namespace BasisTrees.Persistence;

/// <summary>The operating system could not carry out a file operation, for a reason that has no exception of its own.</summary>
public sealed class StoreDiskException : StoreException
{
    /// <summary>States the failed operation.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The file or directory.</param>
    /// <param name="errno">The error number of the operating system, 0 if it gave none.</param>
    /// <param name="offset">The place in the file in bytes, or null.</param>
    public StoreDiskException(string message, string? file = null, int errno = 0, long? offset = null)
        : base(message, file, offset) => Errno = errno;

    /// <summary>The error number of the operating system, 0 if it gave none.</summary>
    public int Errno { get; }
}
