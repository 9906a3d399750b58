namespace BasisTrees.Persistence;

/// <summary>One incarnation as files state it (docs/FORMAT.md, "Incarnation").</summary>
internal static class IncarnationEntry
{
    /// <summary>The bytes of an entry.</summary>
    internal const int Length = 74;

    internal static void Write(ByteWriter writer, Incarnation incarnation)
    {
        writer.U64(incarnation.Number);
        writer.Bytes(Convert.FromHexString(incarnation.Id));
        writer.U8((byte)incarnation.Origin);
        writer.I64((incarnation.Began - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        writer.U64((ulong)incarnation.Revision);
        writer.Digest(incarnation.Digest);
    }

    /// <summary>Reads an entry; null if the bytes are none.</summary>
    internal static Incarnation? Read(ref ByteReader reader)
    {
        ulong number = reader.U64();
        string id = Convert.ToHexStringLower(reader.Take(LogFormat.StoreIdLength));
        var origin = (IncarnationOrigin)reader.U8();
        long time = reader.I64();
        ulong revision = reader.U64();
        Digest digest = reader.Digest();
        bool isSane = !reader.Failed && number <= LogFormat.IncarnationMax && Enum.IsDefined(origin) && revision <= long.MaxValue
            && time >= 0;
        DateTimeOffset began = DateTimeOffset.UnixEpoch.AddTicks(Math.Max(0, time) / TimeSpan.NanosecondsPerTick);
        return isSane ? new Incarnation(number, id, origin, began, (long)revision, digest) : null;
    }
}
