namespace BasisTrees.Persistence;

/// <summary>A store was to be created where one already is.</summary>
public sealed class StoreExistsException : StoreException
{
    /// <summary>States that a store is there.</summary>
    /// <param name="directory">The directory.</param>
    public StoreExistsException(string directory)
        : base($"There is already a store in {directory}.", directory)
    {
    }
}
