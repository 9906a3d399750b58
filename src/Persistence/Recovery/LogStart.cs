namespace BasisTrees.Persistence;

/// <summary>Where a recovery takes up the log.</summary>
/// <param name="Segment">The segment in which the next record is.</param>
/// <param name="Offset">Its offset there; behind the header for a whole segment.</param>
/// <param name="Chain">What it has to continue.</param>
/// <param name="UnixNanoseconds">The time of the record before, or the least number.</param>
/// <param name="Floor">The first segment that must be there, archived or not.</param>
/// <param name="Incarnation">The incarnation that the store was before; no later record names an earlier one.</param>
internal readonly record struct LogStart(
    ulong Segment, long Offset, ChainPoint Chain, long UnixNanoseconds, ulong Floor, ulong Incarnation = 0)
{
    /// <summary>The idempotency keys that are remembered there.</summary>
    internal KeyUses Keys { get; init; } = KeyUses.None;

    /// <summary>The beginning of a log that is whole from its first record on.</summary>
    internal static LogStart Genesis(DefinitionFile definition, Digest empty) =>
        new(1, LogFormat.SegmentHeaderLength, new ChainPoint(0, 1, definition.Hash, empty), long.MinValue, 1);

    /// <summary>Behind the record of a full checkpoint's revision; null if the log that is here does not go on from there.</summary>
    /// <exception cref="StoreDamagedException">A segment of the log is missing or not what was written.</exception>
    internal static LogStart? After(FullState full, LogFiles files)
    {
        ulong[] numbers = files.Numbers();
        for (int i = numbers.Length - 1; i >= 0; i--)
        {
            ulong number = numbers[i];
            using IFile file = files.Open(number);
            ChainPoint start = files.ReadHeader(file, number).Start;
            if (start.Revision > full.Chain.Revision) continue;
            long offset = LogFormat.SegmentHeaderLength;
            if (start.Revision < full.Chain.Revision)
            {
                SegmentReader reader = files.Read(file, number, offset);
                bool? isFound = Find(full.Chain, reader, file.Path, out offset);
                if (isFound is null && i + 1 < numbers.Length && numbers[i + 1] > number + 1) throw files.Missing(number + 1);
                if (isFound is null) throw Short(file.Path, reader.Offset, full.Chain.Revision);
                if (isFound is false) return null;
            }

            if (start.Revision == full.Chain.Revision && start != full.Chain) return null;
            return new LogStart(number, offset, full.Chain, full.RecordUnixNanoseconds, number) { Keys = full.Keys };
        }

        return null;
    }

    // The offset behind the record that the chain point belongs to; false if another record stands there, null if the segment ends before.
    private static bool? Find(in ChainPoint chain, SegmentReader reader, string path, out long offset)
    {
        for (offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
        {
            if (header is not { Type: LogFormat.RecordFrame, Version: 1 }) continue;
            LogRecord record = RecordDecoder.Decode(payload, path, offset, out _);
            if (record.Revision < chain.Revision) continue;
            offset = reader.Offset;
            return record.Revision == chain.Revision && record.Hash == chain.Hash;
        }

        return reader.Offset == reader.End ? null : throw Short(path, reader.Offset, chain.Revision);
    }

    private static StoreDamagedException Short(string path, long offset, long revision) =>
        new(path, offset, $"records up to revision {revision} were expected, where a full checkpoint takes the log up");

    /// <summary>Behind the record of a checkpoint's revision.</summary>
    internal static LogStart After(Checkpoint checkpoint) => new(
        checkpoint.LogSegment, checkpoint.LogOffset, checkpoint.Chain, checkpoint.RecordUnixNanoseconds, checkpoint.LogFloor,
        checkpoint.Incarnation) { Keys = checkpoint.Keys };
}
