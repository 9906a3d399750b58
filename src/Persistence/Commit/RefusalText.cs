using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>The sentences that explain refusals to a person.</summary>
internal static class RefusalText
{
    internal static string Of(in OperationRefusal refusal, TreeParameters parameters)
    {
        string reason = refusal.Outcome switch
        {
            Outcome.KeyExists => "the key must be absent and is present",
            Outcome.KeyMissing => "the key must be present and is absent",
            Outcome.KeyLength => $"a key has {parameters.KeyLength} bytes",
            Outcome.KeySentinel => "a key of all zeros or all ones is reserved",
            Outcome.ValueLength when parameters.ValueLength is { } length => $"a value has exactly {length} bytes",
            Outcome.ValueLength => $"a value has at most {parameters.ValueLengthMax} bytes",
            Outcome.ValueNotNumber => "the value is too short to hold a 64-bit number",
            Outcome.NumberRange => "the sum would be below 0 or beyond 2^63 - 1",
            Outcome.UnknownOperation => "the kind of the operation is not known",
            _ => refusal.Outcome.ToString(),
        };
        return string.Create(CultureInfo.InvariantCulture, $"Operation {refusal.Index} was refused: {reason}.");
    }

    internal const string RecordTooLarge =
        "The batch and the values it replaces are too large for one record of the log; split it.";

    internal static string QueueFull(StoreOptions options) =>
        $"{options.QueueBatchesMax} batches or {options.QueueBytesMax} bytes already wait for the writer; send the batch again later.";

    internal static string KeyReused(long revision) =>
        $"The idempotency key was used for another batch, which made revision {revision}; a key stands for one batch.";

    internal static string Conflict(Digest expected, Digest actual) => $"The tree has digest {actual}, not the expected {expected}.";
}
