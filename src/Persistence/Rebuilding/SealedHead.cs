namespace BasisTrees.Persistence;

/// <summary>The last revision that a store is known to have acknowledged, as far as what is left of it tells.</summary>
/// <param name="Revision">The revision that the newest seal names.</param>
/// <param name="Digest">Its digest; null if neither a checkpoint nor a record tells it any more.</param>
internal sealed record SealedHead(long Revision, Digest? Digest)
{
    /// <summary>Finds it. Reads only; whatever cannot be read tells nothing.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="empty">The digest of the empty tree.</param>
    /// <returns>Null if no seal can be read.</returns>
    internal static SealedHead? Find(IDisk disk, DefinitionFile definition, Digest empty)
    {
        if (TryAsk(() => ReadSeal(disk, definition.StoreId)) is not { } seal) return null;
        if (seal.Revision == 0) return new SealedHead(0, empty);
        bool hasCheckpoint = CheckpointFile.Revisions(disk.List()).Contains(seal.Revision);
        Digest? digest = hasCheckpoint ? TryAsk(() => FromCheckpoint(disk, definition, seal)) : null;
        return new SealedHead(seal.Revision, digest ?? TryAsk(() => FromRecord(disk, definition, seal)));
    }

    private static Seal? ReadSeal(IDisk disk, StoreId storeId)
    {
        using SealFile seals = SealFile.Open(disk, storeId, out Seal? seal);
        return seal;
    }

    private static Digest? FromCheckpoint(IDisk disk, DefinitionFile definition, Seal seal)
    {
        ChainPoint chain = CheckpointFile.Read(disk, definition.StoreId, seal.Revision).Chain;
        return chain.Hash == seal.RecordHash ? chain.Digest : null;
    }

    // What hashes to the seal's record hash is that record, wherever damage before it has moved the reader to.
    private static Digest? FromRecord(IDisk disk, DefinitionFile definition, Seal seal)
    {
        var files = new LogFiles(disk, definition.StoreId);
        using IFile file = files.Open(seal.Segment);
        SegmentReader reader = files.Read(file, seal.Segment, LogFormat.SegmentHeaderLength);
        do
        {
            while (reader.TryNext(out FrameHeader header, out byte[] payload))
            {
                bool isRecord = header is { Type: LogFormat.RecordFrame, Version: 1 };
                if (isRecord && Blake2b256.Hash(payload) == seal.RecordHash)
                    return RecordDecoder.Decode(payload, file.Path, 0, out _).DigestAfter;
            }
        }
        while (reader.TrySkip());
        return null;
    }

    private static T? TryAsk<T>(Func<T?> question)
        where T : struct
    {
        try
        {
            return question();
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
