namespace BasisTrees.Persistence;

/// <summary>Checks what a record says of keys, values and ids against what the store is for.</summary>
internal static class RecordCheck
{
    /// <summary>Says what is wrong with a record.</summary>
    /// <returns>Null, or the kind of fault and the end of a sentence.</returns>
    internal static (FsckKind Kind, string Expected)? FaultOf(StoreDefinition definition, LogRecord record, IReadOnlyList<LoggedId> ids)
    {
        for (int i = 0; i < record.Operations.Count; i++)
        {
            if (!Fits(definition.Parameters, record.Operations[i]))
                return (FsckKind.Record, $"operation {i} of revision {record.Revision} was expected to have a key and values of this tree");
        }

        return definition.KeyMode == KeyMode.Hashed ? FaultOfIds(definition, record, ids)
            : ids.Count > 0 ? (FsckKind.Id, "a record without ids was expected, for the keys of this tree tell them")
            : null;
    }

    private static (FsckKind Kind, string Expected)? FaultOfIds(
        StoreDefinition definition, LogRecord record, IReadOnlyList<LoggedId> ids)
    {
        var named = new HashSet<Label>();
        Span<byte> key = stackalloc byte[KeyScheme.HashedKeyLength];
        foreach (LoggedId id in ids)
        {
            bool belongs = id.OperationIndex < record.Operations.Count && definition.Keys.TryMap(id.Id.Span, key)
                && record.Operations[id.OperationIndex].Key.Span.SequenceEqual(key);
            if (!belongs) return (FsckKind.Id, $"an id that maps to the key of operation {id.OperationIndex} was expected");
            named.Add(new Label(key));
        }

        for (int i = 0; i < record.Operations.Count; i++)
        {
            LoggedOperation operation = record.Operations[i];
            if (operation.PreviousValue is null && !named.Contains(new Label(operation.Key.Span)))
                return (FsckKind.Id, $"the id behind the key of operation {i} was expected, for the key had no value");
        }

        return null;
    }

    private static bool Fits(TreeParameters parameters, in LoggedOperation operation)
    {
        ReadOnlySpan<byte> key = operation.Key.Span;
        return key.Length == parameters.KeyLength && key.ContainsAnyExcept((byte)0) && key.ContainsAnyExcept((byte)0xFF)
            && (!RecordShape.HasValue(operation.Kind) || Fits(parameters, operation.Value.Length))
            && (operation.PreviousValue is not { } previous || Fits(parameters, previous.Length));
    }

    private static bool Fits(TreeParameters parameters, int valueLength) =>
        parameters.ValueLength is { } length ? valueLength == length : valueLength <= parameters.ValueLengthMax;
}
