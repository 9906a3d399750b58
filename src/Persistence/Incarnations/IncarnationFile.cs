using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>
/// The file that says which incarnation of the store this is and which came before, and by which identity of its own it can tell that it
/// is no copy (docs/FORMAT.md, "Incarnation").
/// </summary>
/// <param name="Definition">What the store was created with: another definition is noticed even where the log's beginning is gone.</param>
/// <param name="Identity">The identity of the file itself when it was written; 0 if the system could not tell.</param>
/// <param name="All">The incarnation, and those before it, newest first.</param>
internal sealed record IncarnationFile(DefinitionFile Definition, ulong Identity, IReadOnlyList<Incarnation> All)
{
    /// <summary>So many incarnations are remembered.</summary>
    internal const int KeptMax = 32;

    private const int LengthMax = 4096;
    private const int EntriesAt = 74;

    internal Incarnation Newest => All[0];

    internal byte[] ToBytes()
    {
        var writer = new ByteWriter();
        writer.Bytes(LogFormat.IncarnationMagic);
        writer.U32(LogFormat.Version);
        writer.U32((uint)(EntriesAt + (All.Count * IncarnationEntry.Length) + sizeof(uint)));
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        Definition.StoreId.CopyTo(id);
        writer.Bytes(id);
        writer.Label(Definition.Hash);
        writer.U64(Identity);
        writer.U16((ushort)All.Count);
        foreach (Incarnation incarnation in All) IncarnationEntry.Write(writer, incarnation);
        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads the file; what is not one, as after damage, is null.</summary>
    /// <exception cref="StoreDamagedException">It is whole and another store's or definition's, which no crash brings about.</exception>
    /// <exception cref="StoreException">A newer program wrote it, or the disk fails.</exception>
    internal static IncarnationFile? Read(IDisk disk, DefinitionFile definition)
    {
        byte[] bytes = new byte[LengthMax];
        try
        {
            using IFile file = disk.Open(FileNames.Incarnation, FileOpening.Read);
            int length = file.ReadAt(0, bytes);
            return Parse(bytes.AsSpan(0, length), disk, definition);
        }
        catch (StoreNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Begins an incarnation after those of a file.</summary>
    /// <param name="disk">The store's directory, its lock held.</param>
    /// <param name="definition">The store.</param>
    /// <param name="before">The file as it was read, or null.</param>
    /// <param name="start">Where it begins.</param>
    /// <returns>The file as it is now. The caller syncs the directory.</returns>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal static IncarnationFile Begin(
        IDisk disk, DefinitionFile definition, IncarnationFile? before, in IncarnationStart start)
    {
        bool isFirst = start.Origin == IncarnationOrigin.Created;
        ulong last = Math.Max(start.LoggedNumber, before?.Newest.Number ?? 0);
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LogFormat.StoreIdLength));
        var begun = new Incarnation(isFirst ? 0 : last + 1, id, start.Origin, start.Time, start.Revision, start.Digest);
        Incarnation[] all = [begun, .. (before?.All ?? []).Take(KeptMax - 1)];
        const string temporary = FileNames.Incarnation + FileNames.NewSuffix;
        using (IFile file = disk.Open(temporary, FileOpening.Create))
        {
            // The file keeps its identity when it gets its name.
            var written = new IncarnationFile(definition, disk.IdentityOf(temporary), all);
            file.WriteAt(0, written.ToBytes());
            file.Sync();
            disk.Rename(temporary, FileNames.Incarnation);
            return written;
        }
    }

    // The version is looked at only in a file that is whole: damage must not pass for a newer program's file.
    private static IncarnationFile? Parse(ReadOnlySpan<byte> bytes, IDisk disk, DefinitionFile definition)
    {
        string path = disk.PathOf(FileNames.Incarnation);
        if (bytes.Length < EntriesAt + IncarnationEntry.Length + sizeof(uint) || !bytes.StartsWith(LogFormat.IncarnationMagic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4])) return null;
        var reader = new ByteReader(bytes);
        reader.Take(LogFormat.IncarnationMagic.Length);
        uint version = reader.U32();
        if (version != LogFormat.Version)
            throw new StoreException($"{path} has format version {version}; this program knows version {LogFormat.Version}.", path, 8);
        uint length = reader.U32();
        var id = new StoreId(reader.Take(LogFormat.StoreIdLength));
        Label hash = reader.Label();
        ulong identity = reader.U64();
        int count = reader.U16();
        bool fits = length == bytes.Length && bytes.Length == EntriesAt + (count * IncarnationEntry.Length) + sizeof(uint);
        if (!fits || count is 0 or > KeptMax) return null;
        if (id != definition.StoreId)
            throw new StoreDamagedException(path, 16, $"the incarnation of store {definition.StoreId} was expected, not of {id}");
        if (hash != definition.Hash)
            throw new StoreDamagedException(disk.PathOf(FileNames.Definition), 0, $"the definition was expected that {path} names");
        var all = new List<Incarnation>();
        for (int i = 0; i < count; i++)
        {
            if (IncarnationEntry.Read(ref reader) is not { } incarnation) return null;
            all.Add(incarnation);
        }

        return new IncarnationFile(definition, identity, all);
    }
}
