using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>Checks what can be checked without the tree, on the caller's thread: limits, and ids that cannot be keys.</summary>
internal sealed class BatchDoor(StoreDefinition definition, StoreOptions options, KeyIds ids)
{
    /// <summary>Copies and maps a batch, or says why it cannot be one.</summary>
    /// <returns>Null if the batch may pass.</returns>
    internal DoorRefusal? Check(Batch batch, out MappedBatch? mapped)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(batch.Operations);
        mapped = null;
        int count = batch.Operations.Count;
        if (count > options.BatchOperationsMax)
            return TooLarge($"A batch has at most {options.BatchOperationsMax} operations, and this one has {count}.");
        if (batch.IdempotencyKey.Length > LogFormat.IdempotencyKeyMax)
        {
            return TooLarge(
                $"An idempotency key has at most {LogFormat.IdempotencyKeyMax} bytes, and this one has {batch.IdempotencyKey.Length}.");
        }

        var operations = new Operation[count];
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            operations[i] = batch.Operations[i];
            bytes += operations[i].Key.Length + (long)operations[i].Value.Length;
        }

        if (bytes > options.BatchBytesMax)
            return TooLarge($"A batch has at most {options.BatchBytesMax} bytes of keys and values, and this one has {bytes}.");
        return Copy(batch, operations, bytes, out mapped);
    }

    /// <summary>The refusal of a batch for which the queue has no place.</summary>
    internal DoorRefusal QueueFull() => new(CommitOutcome.QueueFull, OperationRefusal.None,
        $"{options.QueueBatchesMax} batches or {options.QueueBytesMax} bytes already wait for the writer; send the batch again later.");

    // What the writer works on is the store's own copy. Were it the caller's memory, a buffer that the caller uses again too early
    // could make the log differ from the tree, and the store could not be opened any more.
    private DoorRefusal? Copy(Batch batch, Operation[] operations, long bytes, out MappedBatch? mapped)
    {
        mapped = null;
        int keyLength = definition.Parameters.KeyLength;
        var rest = new Memory<byte>(new byte[bytes + ((long)operations.Length * keyLength)]);
        var named = new ReadOnlyMemory<byte>[ids.AreRemembered ? operations.Length : 0];
        bool canChange = false;
        for (int i = 0; i < operations.Length; i++)
        {
            Operation operation = operations[i];
            ReadOnlyMemory<byte> id = Own(operation.Key, ref rest);
            Memory<byte> key = rest[..keyLength];
            rest = rest[keyLength..];
            if (!definition.Keys.TryMap(id.Span, key.Span))
            {
                return new DoorRefusal(CommitOutcome.Refused, new OperationRefusal(i, ids.RefusalOf(id.Span)),
                    string.Create(CultureInfo.InvariantCulture, $"Operation {i}: {definition.Keys.Explain(id.Span)}"));
            }

            if (named.Length > 0) named[i] = id;
            operations[i] = operation with { Key = key, Value = Own(operation.Value, ref rest) };
            canChange |= RecordShape.CanChange(operation.Kind);
        }

        BatchKey? once = batch.IdempotencyKey.IsEmpty ? null : BatchKey.Of(batch.IdempotencyKey, batch.ExpectedDigest, operations);
        mapped = new MappedBatch(batch, operations, named, once, bytes, canChange);
        return null;
    }

    private static ReadOnlyMemory<byte> Own(ReadOnlyMemory<byte> bytes, ref Memory<byte> rest)
    {
        bytes.CopyTo(rest);
        ReadOnlyMemory<byte> own = rest[..bytes.Length];
        rest = rest[bytes.Length..];
        return own;
    }

    private static DoorRefusal TooLarge(string explanation) =>
        new(CommitOutcome.TooLarge, OperationRefusal.None, explanation);
}
