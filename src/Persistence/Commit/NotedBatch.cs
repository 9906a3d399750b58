namespace BasisTrees.Persistence;

/// <summary>A batch whose record is in the log, for the notes that it brings or replaces.</summary>
/// <param name="Revision">The revision that it made.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Answers">The answers to its operations.</param>
internal readonly record struct NotedBatch(long Revision, MappedBatch Batch, OperationAnswer[] Answers)
{
    /// <summary>Hands over what it did.</summary>
    internal void HandTo(NoteStore notes)
    {
        if (notes.IsEmpty && Batch.Notes.Length == 0) return;
        var operations = new LoggedOperation[Batch.Operations.Length];
        for (int i = 0; i < operations.Length; i++)
        {
            Operation operation = Batch.Operations[i];
            ReadOnlyMemory<byte>? before = null;
            if (Answers[i].OldValue is { } old) before = old;
            operations[i] = new LoggedOperation(operation.Kind, operation.Key, null, operation.Value, operation.Delta, before);
        }

        notes.Take(Revision, operations, Batch.Notes);
    }
}
