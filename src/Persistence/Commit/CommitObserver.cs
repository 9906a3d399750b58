namespace BasisTrees.Persistence;

/// <summary>Writes each operation into the log's record as it is carried out, and keeps its answer.</summary>
internal struct CommitObserver(RecordEncoder record, OperationAnswer[] answers) : IApplicationObserver
{
    /// <summary>Whether the record grew beyond the limit of a frame, which stops the batch.</summary>
    internal bool IsTooLarge { get; private set; }

    public bool Applied(int index, in Operation operation, bool present, ReadOnlySpan<byte> oldValue)
    {
        if ((long)record.PayloadLength + oldValue.Length + operation.Value.Length > LogFormat.FramePayloadMax)
        {
            IsTooLarge = true;
            return false;
        }

        record.Operation(operation, present, oldValue);
        answers[index] = present
            ? new OperationAnswer(Outcome.Present, oldValue.ToArray())
            : new OperationAnswer(Outcome.Absent, null);
        return true;
    }
}
