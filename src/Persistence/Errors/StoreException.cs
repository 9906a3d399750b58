namespace BasisTrees.Persistence;

/// <summary>The world failed the store: a file, the disk, a lock. Says which file, where in it, and what was expected.</summary>
/// <remarks>The message is one sentence for a person and never holds a stack trace; ordinary answers are values, not exceptions.</remarks>
public class StoreException : Exception
{
    /// <summary>States a failure.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The file or directory it is about, or null.</param>
    /// <param name="offset">The place in the file in bytes, or null if it is about the whole file.</param>
    /// <param name="inner">What caused it, or null.</param>
    public StoreException(string message, string? file = null, long? offset = null, Exception? inner = null)
        : base(message, inner)
    {
        File = file;
        Offset = offset;
    }

    /// <summary>The file or directory it is about, or null if none is known.</summary>
    public string? File { get; }

    /// <summary>The place in the file in bytes from its start, or null if it is about the whole file.</summary>
    public long? Offset { get; }
}
