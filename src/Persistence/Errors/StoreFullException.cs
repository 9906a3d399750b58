namespace BasisTrees.Persistence;

/// <summary>The disk, or the quota on it, is full.</summary>
public sealed class StoreFullException : StoreException
{
    /// <summary>States that there is no room.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The file or directory that could not grow.</param>
    /// <param name="offset">Where the write was to go in bytes, or null.</param>
    public StoreFullException(string message, string? file = null, long? offset = null)
        : base(message, file, offset)
    {
    }
}
