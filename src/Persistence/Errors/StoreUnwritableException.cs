namespace BasisTrees.Persistence;

/// <summary>The directory or a file of the store may not be read or written: permissions, or a read-only file system.</summary>
public sealed class StoreUnwritableException : StoreException
{
    /// <summary>States what may not be done.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The file or directory.</param>
    public StoreUnwritableException(string message, string? file = null)
        : base(message, file)
    {
    }
}
