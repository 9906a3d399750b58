namespace BasisTrees.Host.Import;

/// <summary>Reads the records of one format from lines. Whatever the input holds, a record comes out: an entry or a refusal.</summary>
internal interface IRecordReader
{
    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end of the input.</returns>
    bool TryRead(out ImportRecord record);
}
