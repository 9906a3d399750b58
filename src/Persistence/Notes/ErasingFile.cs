using System.Buffers.Binary;
using System.Text;

namespace BasisTrees.Persistence;

/// <summary>
/// The file <c>erasing</c>: what is being overwritten at this moment, so that it can be completed after a crash, whatever the crash has
/// left in the places (docs/FORMAT.md, "Erasing").
/// </summary>
internal static class ErasingFile
{
    private const int HeaderLength = 36;
    private const int LengthMax = 256 << 20;

    private static ReadOnlySpan<byte> Magic => "BASISERA"u8;

    /// <summary>Writes the file, and then what it says; the file is left for the caller to take away.</summary>
    /// <exception cref="StoreException">The disk fails; opening the store completes it, or finds that nothing has begun.</exception>
    internal static void Carry(IDisk disk, StoreId storeId, IReadOnlyList<ErasingPatch> patches)
    {
        const string temporary = FileNames.Erasing + FileNames.NewSuffix;
        using (IFile file = disk.Open(temporary, FileOpening.Create))
        {
            file.WriteAt(0, ToBytes(storeId, patches));
            file.Sync();
        }

        disk.Rename(temporary, FileNames.Erasing);
        disk.SyncDirectory();
        Apply(disk, patches);
    }

    /// <summary>Takes the file away: everything that it says is on the device.</summary>
    internal static void Remove(IDisk disk)
    {
        if (!disk.List().Contains(FileNames.Erasing, StringComparer.Ordinal)) return;
        disk.Delete(FileNames.Erasing);
        disk.SyncDirectory();
    }

    /// <summary>Completes what a crash has cut off, if anything.</summary>
    /// <exception cref="StoreDamagedException">The file is not what was written.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static void Complete(IDisk disk, StoreId storeId)
    {
        if (!disk.List().Contains(FileNames.Erasing, StringComparer.Ordinal)) return;
        byte[] bytes;
        string path;
        using (IFile file = disk.Open(FileNames.Erasing, FileOpening.Read))
        {
            path = file.Path;
            long length = file.ReadLength();
            if (length is < HeaderLength or > LengthMax) throw new StoreDamagedException(path, 0, "a file of erasures was expected");
            bytes = new byte[length];
            file.ReadAt(0, bytes);
        }

        Apply(disk, Parse(bytes, storeId) ?? throw new StoreDamagedException(path, 0, "the erasures of this store were expected"));
        Remove(disk);
    }

    internal static byte[] ToBytes(StoreId storeId, IReadOnlyList<ErasingPatch> patches)
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.U32(LogFormat.Version);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        storeId.CopyTo(id);
        writer.Bytes(id);
        writer.U32((uint)patches.Count);
        foreach (ErasingPatch patch in patches)
        {
            byte[] name = Encoding.ASCII.GetBytes(patch.Name);
            writer.U8((byte)name.Length);
            writer.Bytes(name);
            writer.U64((ulong)patch.Offset);
            writer.U32((uint)patch.Bytes.Length);
            writer.Bytes(patch.Bytes);
            writer.U32((uint)patch.Zeros);
        }

        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    internal static List<ErasingPatch>? Parse(ReadOnlySpan<byte> bytes, StoreId storeId)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4])) return null;
        var reader = new ByteReader(bytes[..^4]);
        bool isOurs = reader.Take(8).SequenceEqual(Magic) && reader.U32() == LogFormat.Version
            && new StoreId(reader.Take(LogFormat.StoreIdLength)) == storeId;
        uint count = reader.U32();
        var patches = new List<ErasingPatch>();
        for (uint i = 0; isOurs && i < count && !reader.Failed; i++)
        {
            string name = Encoding.ASCII.GetString(reader.Take(reader.U8()));
            ulong offset = reader.U64();
            byte[] start = reader.Take(reader.U32()).ToArray();
            uint zeros = reader.U32();
            bool isSane = (FileNames.TryParseSegment(name, out _) || FileNames.TryParseNotes(name, out _))
                && offset <= long.MaxValue - LengthMax && zeros <= NotePayload.LengthMax;
            if (!isSane) return null;
            patches.Add(new ErasingPatch(name, (long)offset, start, (int)zeros));
        }

        return isOurs && reader.IsComplete ? patches : null;
    }

    private static void Apply(IDisk disk, IReadOnlyList<ErasingPatch> patches)
    {
        foreach (IGrouping<string, ErasingPatch> group in patches.GroupBy(patch => patch.Name, StringComparer.Ordinal))
        {
            using IFile? file = TryOpen(disk, group.Key);
            if (file is null) continue; // it was taken away with what was in it
            long length = file.ReadLength();
            foreach (ErasingPatch patch in group)
            {
                byte[] bytes = new byte[patch.Bytes.Length + patch.Zeros];
                patch.Bytes.CopyTo(bytes, 0);
                if (patch.Offset + bytes.Length <= length) file.WriteAt(patch.Offset, bytes);
            }

            file.Sync();
        }
    }

    private static IFile? TryOpen(IDisk disk, string name)
    {
        try
        {
            return disk.Open(name, FileOpening.ReadWrite);
        }
        catch (StoreNotFoundException)
        {
            // A segment of the log may have been archived.
        }

        try
        {
            return FileNames.TryParseSegment(name, out ulong number) ? disk.Open(FileNames.Archive(number), FileOpening.ReadWrite) : null;
        }
        catch (StoreNotFoundException)
        {
            return null;
        }
    }
}
