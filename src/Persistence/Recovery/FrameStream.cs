using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>
/// The frames of one segment in order. With more than one thread the next ones are read, checked and decoded while the one in hand is
/// replayed.
/// </summary>
internal static class FrameStream
{
    // So many frames for each thread are on their way at most.
    private const int AheadPerThread = 2;

    /// <summary>Reads until the end, or until the bytes are not a whole frame.</summary>
    /// <param name="reader">The segment; where it stands afterwards tells how the stream ended.</param>
    /// <param name="path">The segment's name for messages.</param>
    /// <param name="parallelism">How many threads take part, the caller's own among them.</param>
    /// <exception cref="StoreDamagedException">While reading: a frame is whole and its record is none.</exception>
    internal static IEnumerable<ReadFrame> Read(SegmentReader reader, string path, int parallelism) =>
        parallelism > 1 ? ReadAhead(reader, path, parallelism) : ReadEach(reader, path);

    private static IEnumerable<ReadFrame> ReadEach(SegmentReader reader, string path)
    {
        for (long offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
            yield return Decode(path, offset, header, payload);
    }

    private static IEnumerable<ReadFrame> ReadAhead(SegmentReader reader, string path, int parallelism)
    {
        using var ahead = new BlockingCollection<Task<ReadFrame>>(AheadPerThread * parallelism);
        using var ending = new CancellationTokenSource();
        Task reading = Task.Run(() => Fill(reader, path, ahead, ending.Token));
        try
        {
            foreach (Task<ReadFrame> frame in ahead.GetConsumingEnumerable()) yield return frame.GetAwaiter().GetResult();
            reading.GetAwaiter().GetResult();
        }
        finally
        {
            ending.Cancel();
            Task.WaitAny(reading);
        }
    }

    private static void Fill(SegmentReader reader, string path, BlockingCollection<Task<ReadFrame>> ahead, CancellationToken ending)
    {
        try
        {
            for (long offset = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); offset = reader.Offset)
            {
                (long at, FrameHeader head, byte[] bytes) = (offset, header, payload);
                ahead.Add(Task.Run(() => Decode(path, at, head, bytes), CancellationToken.None), ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The consumer has ended; it has the reason.
        }
        finally
        {
            ahead.CompleteAdding();
        }
    }

    private static ReadFrame Decode(string path, long offset, in FrameHeader header, byte[] payload)
    {
        if (NoteFrame.Is(header))
            return new ReadFrame(offset, header, null, []) { Note = NoteFrame.Of(offset, header, payload) with { Payload = default } };
        if (header is not { Type: LogFormat.RecordFrame, Version: 1 }) return new ReadFrame(offset, header, null, []);
        LogRecord record = RecordDecoder.Decode(payload, path, offset, out IReadOnlyList<LoggedId> ids);
        return new ReadFrame(offset, header, record, ids);
    }
}
