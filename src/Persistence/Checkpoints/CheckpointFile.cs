using System.Text;

namespace BasisTrees.Persistence;

/// <summary>Writes, reads and lists the files of checkpoints, one each.</summary>
internal static class CheckpointFile
{
    // Names and fields take less than this; idempotency keys come on top.
    private const int FieldsLengthMax = 4096;
    private const int LengthMax = FieldsLengthMax + (100_000 * KeyUse.Length);

    /// <summary>The revisions of the checkpoint files in a directory, newest first.</summary>
    internal static IReadOnlyList<long> Revisions(IReadOnlyList<string> names) =>
        [.. FileNames.Checkpoints(names).Where(number => number <= long.MaxValue).Select(number => (long)number).Reverse()];

    /// <summary>Writes a checkpoint so that after a crash its file is whole or absent; one of the same revision is replaced.</summary>
    /// <exception cref="StoreException">The disk fails; the file is as before or whole.</exception>
    internal static void Write(IDisk disk, StoreId storeId, Checkpoint checkpoint)
    {
        string name = FileNames.Checkpoint(checkpoint.Revision);
        byte[] bytes = ToBytes(storeId, checkpoint);
        using (IFile file = disk.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            file.WriteAt(0, bytes);
            file.Sync();
        }

        disk.Rename(name + FileNames.NewSuffix, name);
        disk.SyncDirectory();
    }

    /// <summary>Reads the checkpoint of a revision.</summary>
    /// <exception cref="StoreDamagedException">The file is missing, or not what was written.</exception>
    /// <exception cref="StoreException">The disk fails, or a newer program wrote it.</exception>
    internal static Checkpoint Read(IDisk disk, StoreId storeId, long revision)
    {
        string name = FileNames.Checkpoint(revision);
        byte[] bytes;
        string path = disk.PathOf(name);
        int length;
        try
        {
            using IFile file = disk.Open(name, FileOpening.Read);
            bytes = new byte[Math.Min(file.ReadLength(), LengthMax)];
            length = file.ReadAt(0, bytes);
        }
        catch (StoreNotFoundException)
        {
            throw new StoreDamagedException(path, 0, "this checkpoint was expected, and the file is missing");
        }

        Checkpoint checkpoint = Parse(bytes.AsSpan(0, length), path, storeId);
        if (checkpoint.Revision == revision) return checkpoint;
        throw new StoreDamagedException(path, 32, $"the checkpoint of revision {revision} was expected, not of {checkpoint.Revision}");
    }

    internal static byte[] ToBytes(StoreId storeId, Checkpoint checkpoint)
    {
        var writer = new ByteWriter();
        writer.Bytes(LogFormat.CheckpointMagic);
        writer.U32(LogFormat.Version);
        writer.U32(0);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        storeId.CopyTo(id);
        writer.Bytes(id);
        writer.U64((ulong)checkpoint.Revision);
        writer.U64(checkpoint.Chain.NextSequence);
        writer.Label(checkpoint.Chain.Hash);
        writer.Digest(checkpoint.Chain.Digest);
        writer.Zeros(7);
        writer.U64((ulong)checkpoint.Count);
        writer.U64(checkpoint.Root.Number);
        writer.U64(checkpoint.Mark.First);
        writer.U64(checkpoint.Mark.Second);
        writer.U64(checkpoint.LogSegment);
        writer.U64((ulong)checkpoint.LogOffset);
        writer.U64(checkpoint.LogFloor);
        writer.I64(checkpoint.RecordUnixNanoseconds);
        writer.I64(checkpoint.UnixNanoseconds);
        writer.U64(checkpoint.Incarnation);
        writer.U64((ulong)checkpoint.RecordsWritten);
        writer.U64((ulong)checkpoint.BytesWritten);
        Text(writer, checkpoint.Engine);
        Text(writer, checkpoint.Name);
        checkpoint.Keys.Write(writer, isFollowed: checkpoint.Notes != default);
        checkpoint.Notes.Write(writer);
        writer.U32(0);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(writer.Slice(12, 4), (uint)writer.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            writer.Slice(writer.Length - 4, 4), Crc32C.Compute(writer.Written[..^4]));
        return writer.Written.ToArray();
    }

    private static void Text(ByteWriter writer, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        writer.U8((byte)bytes.Length);
        writer.Bytes(bytes);
    }

    private static Checkpoint Parse(ReadOnlySpan<byte> bytes, string path, StoreId storeId)
    {
        var reader = new ByteReader(bytes[..Math.Max(0, bytes.Length - sizeof(uint))]); // all but the checksum
        if (!reader.Take(8).SequenceEqual(LogFormat.CheckpointMagic))
            throw new StoreDamagedException(path, 0, "the magic of a checkpoint was expected");
        uint version = reader.U32();
        uint length = reader.U32();
        if (reader.Failed || length != (uint)bytes.Length || length < 20)
            throw new StoreDamagedException(path, 12, $"a file as long as it says was expected, and it has {bytes.Length} bytes");
        if (System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4]))
            throw new StoreDamagedException(path, bytes.Length - 4, "a checksum that matches the file was expected");
        if (version != LogFormat.Version)
            throw new StoreException($"{path} has format version {version}; this program knows version {LogFormat.Version}.", path, 8);
        ReadOnlySpan<byte> id = reader.Take(LogFormat.StoreIdLength);
        if (id.Length == LogFormat.StoreIdLength && new StoreId(id) is var found && found != storeId)
            throw new StoreDamagedException(path, 16, $"a checkpoint of store {storeId} was expected, not of {found}");
        return ParseFields(ref reader) ?? throw new StoreDamagedException(path, 32, "the fields of a checkpoint were expected");
    }

    private static Checkpoint? ParseFields(ref ByteReader reader)
    {
        ulong revision = reader.U64();
        ulong sequence = reader.U64();
        Label hash = reader.Label();
        Digest digest = reader.Digest();
        bool zeros = !reader.Take(7).ContainsAnyExcept((byte)0);
        ulong count = reader.U64();
        var root = new NodePlace(reader.U64());
        var mark = new NodeStoreMark(reader.U64(), reader.U64());
        ulong segment = reader.U64();
        ulong offset = reader.U64();
        ulong floor = reader.U64();
        long recordTime = reader.I64();
        long time = reader.I64();
        ulong incarnation = reader.U64();
        ulong records = reader.U64();
        ulong bytes = reader.U64();
        string engine = Encoding.ASCII.GetString(reader.Take(reader.U8()));
        string name = Encoding.ASCII.GetString(reader.Take(reader.U8()));
        KeyUses? keys = KeyUses.Read(ref reader, revision, NotesMark.Length);
        NotesMark? notes = NotesMark.Read(ref reader);
        bool sane = reader.IsComplete && zeros && revision <= long.MaxValue && count <= long.MaxValue
            && records <= long.MaxValue && bytes <= long.MaxValue && offset <= long.MaxValue
            && root.Number >> NodePlace.Bits == 0 && floor >= 1 && floor <= segment
            && (name.Length == 0 || Checkpoint.IsName(name));
        if (!sane || keys is null || notes is null) return null;
        var chain = new ChainPoint((long)revision, sequence, hash, digest);
        return new Checkpoint(chain, (long)count, root, mark, segment, (long)offset)
        {
            Engine = engine,
            RecordUnixNanoseconds = recordTime,
            UnixNanoseconds = time,
            Incarnation = incarnation,
            LogFloor = floor,
            RecordsWritten = (long)records,
            BytesWritten = (long)bytes,
            Name = name,
            Keys = keys,
            Notes = notes.Value,
        };
    }
}
