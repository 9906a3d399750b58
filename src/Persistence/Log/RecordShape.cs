namespace BasisTrees.Persistence;

/// <summary>What the kinds of operations carry in a record; encoder and decoder ask the same questions.</summary>
internal static class RecordShape
{
    /// <summary>Where in a payload the revision stands.</summary>
    internal const int RevisionAt = 8;

    /// <summary>Where in a payload the digest after the batch stands.</summary>
    internal const int DigestAfterAt = 105;

    internal static bool HasValue(OperationKind kind) =>
        kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate;

    /// <summary>Whether the kind may stand in a record: it is known.</summary>
    internal static bool IsLogged(OperationKind kind) => kind is >= OperationKind.Lookup and <= OperationKind.UpdateLongBy;

    /// <summary>Whether the kind can change a tree; a batch without such an operation makes no revision.</summary>
    internal static bool CanChange(OperationKind kind) => kind != OperationKind.Lookup;
}
