namespace BasisTrees.Persistence;

/// <summary>Bytes of the store are not what was written: something acknowledged may be lost, so the store is not opened.</summary>
public sealed class StoreDamagedException : StoreException
{
    /// <summary>States the damage.</summary>
    /// <param name="file">The damaged or missing file.</param>
    /// <param name="offset">Where the damage begins, in bytes from the start of the file.</param>
    /// <param name="expected">What should be there, and what is there instead, as the end of a sentence.</param>
    public StoreDamagedException(string file, long offset, string expected)
        : base($"The store is damaged: {file}, byte {offset}: {expected}.", file, offset) => Expected = expected;

    /// <summary>What should be there, and what is there instead.</summary>
    public string Expected { get; }
}
