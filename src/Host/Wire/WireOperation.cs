namespace BasisTrees.Host.Wire;

/// <summary>One operation of a batch.</summary>
/// <param name="Op">What to do, one of the words of <see cref="Words.OperationList"/>.</param>
/// <param name="Id">The id.</param>
/// <param name="Value">The new value of insert, update and insert_or_update; the body of put_note.</param>
/// <param name="Delta">The number that update_long_by adds.</param>
internal sealed record WireOperation(string Op, Bytes Id, Bytes? Value = null, long? Delta = null);
