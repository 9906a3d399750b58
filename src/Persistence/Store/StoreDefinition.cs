namespace BasisTrees.Persistence;

/// <summary>What the creation of a store fixes for good: the name of its tree, the tree's constants, and how ids become keys.</summary>
/// <remarks>Immutable; any thread may use it. No hash covers these facts, so they also stand in the trust string.</remarks>
public sealed record StoreDefinition
{
    /// <summary>The longest tree id in characters.</summary>
    public const int TreeIdLengthMax = 128;

    /// <summary>States what a store is for.</summary>
    /// <param name="treeId">1 to 128 characters out of letters, digits, <c>_</c> and <c>-</c>.</param>
    /// <param name="parameters">The constants of the tree; hashed keys need a key length of 32, padded ones of at least 2.</param>
    /// <param name="keyMode">How ids become keys.</param>
    /// <exception cref="ArgumentException">The tree id has another form, or the key length does not suit the key mode.</exception>
    public StoreDefinition(string treeId, TreeParameters parameters, KeyMode keyMode)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!IsTreeId(treeId))
            throw new ArgumentException("A tree id has 1 to 128 characters out of letters, digits, _ and -.", nameof(treeId));
        Keys = new KeyScheme(keyMode, parameters.KeyLength);
        TreeId = treeId;
        Parameters = parameters;
        KeyMode = keyMode;
    }

    /// <summary>The name of the tree, 1 to 128 characters.</summary>
    public string TreeId { get; }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>How ids become keys.</summary>
    public KeyMode KeyMode { get; }

    /// <summary>The mapping of ids to keys.</summary>
    public KeyScheme Keys { get; }

    /// <summary>Reads what the store in a directory is for, without opening the store.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <exception cref="StoreNotFoundException">There is no store.</exception>
    /// <exception cref="StoreDamagedException">The file that says it is not what was written.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote the store.</exception>
    public static StoreDefinition Read(IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        StoreDirectory.FindStore(disk);
        return DefinitionFile.Read(disk).Definition;
    }

    /// <summary>Whether a text can be a tree id: <c>^[A-Za-z0-9_-]{1,128}$</c>.</summary>
    public static bool IsTreeId(string? text)
    {
        if (text is null || text.Length is 0 or > TreeIdLengthMax) return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        return true;
    }
}
