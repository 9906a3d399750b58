namespace BasisTrees.Persistence;

/// <summary>The sorted lines of an index, in memory or in a file. Any thread reads.</summary>
internal interface INodeEntries
{
    /// <summary>The number of lines.</summary>
    int Count { get; }

    /// <summary>The memory that they take.</summary>
    long MemoryBytes { get; }

    /// <summary>Adds the values of a key to what has been found.</summary>
    /// <returns>False if the lines are in a file and are damaged there.</returns>
    bool TryFind(ulong key, ref NodeMatches matches);

    /// <summary>Adds all lines to a list, in their order.</summary>
    /// <returns>False if the lines are in a file and are damaged there.</returns>
    bool TryCopyTo(List<NodeIndexEntry> entries);
}
