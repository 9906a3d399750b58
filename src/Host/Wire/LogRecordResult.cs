using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One committed batch of the log.</summary>
/// <param name="Revision">The revision it made.</param>
/// <param name="FirstSequence">The sequence number of its first operation, 16 hexadecimal digits.</param>
/// <param name="Time">When it was applied, in UTC.</param>
/// <param name="DigestBefore">The digest before it.</param>
/// <param name="DigestAfter">The digest after it.</param>
/// <param name="PreviousHash">The hash of the record before.</param>
/// <param name="Hash">The hash of this record.</param>
/// <param name="Operations">Its operations in order.</param>
internal sealed record LogRecordResult(
    long Revision,
    string FirstSequence,
    string Time,
    string DigestBefore,
    string DigestAfter,
    string PreviousHash,
    string Hash,
    IReadOnlyList<LoggedOperationResult> Operations)
{
    internal static LogRecordResult Of(LogRecord record)
    {
        var operations = new LoggedOperationResult[record.Operations.Count];
        for (int i = 0; i < operations.Length; i++) operations[i] = Of(record.Operations[i], record.FirstSequence + (ulong)i);
        return new LogRecordResult(
            record.Revision,
            LogRecord.FormatSequence(record.FirstSequence),
            Moment.Of(record.Time),
            record.DigestBefore.ToString(),
            record.DigestAfter.ToString(),
            record.PreviousHash.ToString(),
            record.Hash.ToString(),
            operations);
    }

    private static LoggedOperationResult Of(LoggedOperation operation, ulong sequence)
    {
        bool hasValue = operation.Kind is OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate;
        return new LoggedOperationResult(
            LogRecord.FormatSequence(sequence),
            Words.Of(operation.Kind),
            Convert.ToHexStringLower(operation.Key.Span),
            Bytes.From(operation.Id),
            hasValue ? new Bytes(operation.Value) : null,
            operation.Kind == OperationKind.UpdateLongBy ? operation.Delta : null,
            Bytes.From(operation.PreviousValue));
    }
}
