namespace BasisTrees.Persistence;

/// <summary>Which incarnations a store has been, as far as what is left of it tells.</summary>
internal static class PastLives
{
    /// <summary>Reads the file of incarnations; whatever is not this store's is as good as none.</summary>
    internal static IncarnationFile? Read(IDisk disk, DefinitionFile definition)
    {
        try
        {
            return IncarnationFile.Read(disk, definition);
        }
        catch (StoreDamagedException)
        {
            return null;
        }
    }

    /// <summary>Finds the newest incarnation that a record of the log or a checkpoint names; 0 if none can be read.</summary>
    internal static ulong FindNewest(IDisk disk, DefinitionFile definition)
    {
        var files = new LogFiles(disk, definition.StoreId);
        ulong newest = 0;
        foreach (long revision in CheckpointFile.Revisions(disk.List()))
            newest = Math.Max(newest, TryAsk(() => CheckpointFile.Read(disk, definition.StoreId, revision).Incarnation));
        foreach (ulong number in files.Numbers().Reverse())
        {
            ulong last = TryAsk(() => FindLast(files, number));
            if (last > 0) return Math.Max(newest, last);
        }

        return newest;
    }

    private static ulong FindLast(LogFiles files, ulong number)
    {
        ulong last = 0;
        using IFile file = files.Open(number);
        SegmentReader reader = files.Read(file, number, LogFormat.SegmentHeaderLength);
        do
        {
            while (reader.TryNext(out FrameHeader header, out byte[] payload))
            {
                if (header is { Type: LogFormat.RecordFrame, Version: 1 })
                    last = Math.Max(last, TryAsk(() => RecordDecoder.Decode(payload, file.Path, 0, out _).Incarnation));
            }
        }
        while (reader.TrySkip());
        return last;
    }

    private static ulong TryAsk(Func<ulong> number)
    {
        try
        {
            return number();
        }
        catch (StoreException)
        {
            return 0; // what cannot be read tells nothing
        }
    }
}
