namespace BasisTrees.Persistence;

/// <summary>
/// Another store of the same entries, for instance the notes that an application keeps, from which a tree can be built again when neither
/// checkpoints nor log can (recovery tier 4).
/// </summary>
public interface INotes
{
    /// <summary>Yields every entry once, in any order.</summary>
    /// <returns>Ids as users write them, and values. What it throws passes through, and the store is left as it is.</returns>
    IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value)> Entries();
}
