namespace BasisTrees.Tests.Support;

/// <summary>What a simulated disk does at the operation it was told to fail at.</summary>
internal enum SimDiskFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The power goes before the operation.</summary>
    CrashBefore = 1,

    /// <summary>The power goes after the operation, before its caller hears of it.</summary>
    CrashAfter = 2,

    /// <summary>The operation fails with an input/output error; a sync that fails so loses its data.</summary>
    InputOutput = 3,

    /// <summary>The operation fails because the disk is full; nothing of a write is done.</summary>
    NoSpace = 4,

    /// <summary>A write does its first part and fails because the disk is full; anything else fails as if it were.</summary>
    ShortWrite = 5,
}
