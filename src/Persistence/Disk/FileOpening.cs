namespace BasisTrees.Persistence;

/// <summary>How a file is opened.</summary>
public enum FileOpening
{
    /// <summary>The file must exist and is only read.</summary>
    Read = 0,

    /// <summary>The file must exist and is read and written.</summary>
    ReadWrite = 1,

    /// <summary>The file is made anew, empty; one of that name is emptied. Read and written.</summary>
    Create = 2,
}
