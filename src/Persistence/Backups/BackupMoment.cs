namespace BasisTrees.Persistence;

/// <summary>A revision as a piece of a backup names it.</summary>
/// <param name="Chain">The revision, its digest, and what the next record continues.</param>
/// <param name="UnixNanoseconds">The time of its record, or the least number if there is none.</param>
internal readonly record struct BackupMoment(ChainPoint Chain, long UnixNanoseconds)
{
    internal void Write(ByteWriter writer)
    {
        writer.U64((ulong)Chain.Revision);
        writer.U64(Chain.NextSequence);
        writer.Label(Chain.Hash);
        writer.Digest(Chain.Digest);
        writer.I64(UnixNanoseconds);
    }

    /// <summary>Reads a moment; whether all of it was there is told by the reader.</summary>
    internal static BackupMoment Read(ref ByteReader reader)
    {
        ulong revision = reader.U64();
        ulong sequence = reader.U64();
        Label hash = reader.Label();
        Digest digest = reader.Digest();
        return new BackupMoment(new ChainPoint((long)revision, sequence, hash, digest), reader.I64());
    }
}
