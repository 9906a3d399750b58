namespace BasisTrees.Persistence;

/// <summary>What a full checkpoint says besides the tree itself: all that a store needs to go on from its revision.</summary>
/// <param name="Definition">The definition of the store.</param>
/// <param name="Chain">The revision, its digest, and what the next record has to continue.</param>
/// <param name="Count">The number of keys.</param>
internal sealed record FullState(DefinitionFile Definition, ChainPoint Chain, long Count)
{
    /// <summary>The time of the revision's record, or the least number if there is none.</summary>
    internal long RecordUnixNanoseconds { get; init; } = long.MinValue;

    /// <summary>How often the store had been rebuilt from something other than its log.</summary>
    internal ulong Incarnation { get; init; }

    /// <summary>When the full checkpoint was written, in nanoseconds since 1970-01-01 UTC.</summary>
    internal long UnixNanoseconds { get; init; }

    /// <summary>The idempotency keys that are remembered.</summary>
    internal KeyUses Keys { get; init; } = KeyUses.None;

    /// <summary>The incarnations of the store, newest first, at most 32, in a chunk of their own; empty where they are not known.</summary>
    internal IReadOnlyList<Incarnation> Lives { get; init; } = [];

    internal void Write(ByteWriter writer)
    {
        writer.U64((ulong)Chain.Revision);
        writer.U64(Chain.NextSequence);
        writer.Label(Chain.Hash);
        writer.Digest(Chain.Digest);
        writer.U64((ulong)Count);
        writer.I64(RecordUnixNanoseconds);
        writer.U64(Incarnation);
        writer.I64(UnixNanoseconds);
        byte[] definition = Definition.ToBytes();
        writer.U32((uint)definition.Length);
        writer.Bytes(definition);
        Keys.Write(writer);
    }

    internal void WriteLives(ByteWriter writer)
    {
        writer.U16((ushort)Lives.Count);
        foreach (Incarnation life in Lives) IncarnationEntry.Write(writer, life);
    }

    /// <summary>Reads the incarnations; null if the bytes are none.</summary>
    internal static IReadOnlyList<Incarnation>? ReadLives(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        int count = reader.U16();
        if (count is 0 or > IncarnationFile.KeptMax) return null;
        var lives = new List<Incarnation>(count);
        for (int i = 0; i < count; i++)
        {
            if (IncarnationEntry.Read(ref reader) is not { } life) return null;
            lives.Add(life);
        }

        return reader.IsComplete ? lives : null;
    }

    /// <summary>Reads a state; null if the bytes are not one.</summary>
    /// <exception cref="StoreException">The definition in it is damaged, or of another version.</exception>
    internal static FullState? Read(ReadOnlySpan<byte> bytes, string path)
    {
        var reader = new ByteReader(bytes);
        ulong revision = reader.U64();
        ulong sequence = reader.U64();
        Label hash = reader.Label();
        Digest digest = reader.Digest();
        ulong count = reader.U64();
        long recordTime = reader.I64();
        ulong incarnation = reader.U64();
        long time = reader.I64();
        ReadOnlySpan<byte> definition = reader.Take(reader.U32());
        KeyUses? keys = KeyUses.Read(ref reader, revision);
        if (keys is null || !reader.IsComplete || revision > long.MaxValue || count > long.MaxValue || sequence == 0) return null;
        return new FullState(
            DefinitionFile.Parse(definition, path), new ChainPoint((long)revision, sequence, hash, digest), (long)count)
        {
            RecordUnixNanoseconds = recordTime,
            Incarnation = incarnation,
            UnixNanoseconds = time,
            Keys = keys,
        };
    }
}
