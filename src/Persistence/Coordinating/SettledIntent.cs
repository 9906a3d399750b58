namespace BasisTrees.Persistence;

/// <summary>What opening a coordinated store found of a batch that a crash had cut off.</summary>
public enum SettledIntent
{
    /// <summary>Nothing was open.</summary>
    None = 0,

    /// <summary>The batch is in the database and in the log now.</summary>
    Finished = 1,

    /// <summary>The batch is in neither, and never will be under its key.</summary>
    Cancelled = 2,
}
