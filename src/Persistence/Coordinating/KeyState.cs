namespace BasisTrees.Persistence;

/// <summary>What a database knows of the key of a batch.</summary>
public enum KeyState
{
    /// <summary>Nothing: it may still come.</summary>
    Unknown = 0,

    /// <summary>The batch was carried out.</summary>
    Applied = 1,

    /// <summary>The batch will never be carried out.</summary>
    Cancelled = 2,
}
