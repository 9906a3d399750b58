namespace BasisTrees.Persistence;

/// <summary>There is no store in the directory, or its creation was interrupted.</summary>
public sealed class StoreNotFoundException : StoreException
{
    /// <summary>States that there is no store.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="file">The directory.</param>
    public StoreNotFoundException(string message, string? file = null)
        : base(message, file)
    {
    }
}
