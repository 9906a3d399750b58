namespace BasisTrees.Host.Wire;

/// <summary>One operation of the log.</summary>
/// <param name="Sequence">Its sequence number, 16 hexadecimal digits.</param>
/// <param name="Op">What it did.</param>
/// <param name="Key">The key of the tree in hexadecimal digits.</param>
/// <param name="Id">The id, if it is known.</param>
/// <param name="Value">The new value, where the operation has one.</param>
/// <param name="Delta">The number added, where the operation has one.</param>
/// <param name="Previous">The value before, if there was one.</param>
internal sealed record LoggedOperationResult(
    string Sequence, string Op, string Key, Bytes? Id = null, Bytes? Value = null, long? Delta = null, Bytes? Previous = null);
