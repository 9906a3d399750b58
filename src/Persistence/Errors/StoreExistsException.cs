namespace BasisTrees.Persistence;

/// <summary>A store was to be created where one already is, or where a file of somebody else has the name of one of its files.</summary>
public sealed class StoreExistsException : StoreException
{
    /// <summary>States that a store is there.</summary>
    /// <param name="directory">The directory.</param>
    public StoreExistsException(string directory)
        : base($"There is already a store in {directory}.", directory)
    {
    }

    /// <summary>States that a file is there which a store would replace and which is no store's.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expected">What a store's file of that name begins with.</param>
    internal StoreExistsException(string file, string expected)
        : base($"The file {file} is not one of a store ({expected} was expected at its beginning), so no store is made over it.", file, 0)
    {
    }

    private StoreExistsException(string file, Func<string, string> sentence)
        : base(sentence(file), file)
    {
    }

    /// <summary>States that there is an exported tree already.</summary>
    /// <param name="file">One of its files.</param>
    internal static StoreExistsException Exported(string file) =>
        new(file, name => $"{name} is there already: an export needs a directory without any.");

    /// <summary>States that a file is there that is a store's, where none may be.</summary>
    /// <param name="file">The file.</param>
    internal static StoreExistsException Remains(string file) =>
        new(file, name => $"{name} is a store's file: a restore needs a directory without any.");
}
