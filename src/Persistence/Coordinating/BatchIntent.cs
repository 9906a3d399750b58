using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The file <c>intent</c>: a batch that is about to be committed in a database and then in the log (docs/FORMAT.md, "Intent"). There is at
/// most one, for coordinated batches come one after the other.
/// </summary>
internal sealed class BatchIntent(IDisk disk, StoreId storeId)
{
    private const int LengthMax = 256 << 20;
    private const int LengthMin = 32;

    private static ReadOnlySpan<byte> Magic => "BASISINT"u8;

    /// <summary>Writes a batch with its key down; when this returns it survives a power cut.</summary>
    /// <exception cref="StoreException">The disk fails; the batch may be written down all the same.</exception>
    internal void Write(Batch batch)
    {
        const string temporary = FileNames.Intent + FileNames.NewSuffix;
        using (IFile file = disk.Open(temporary, FileOpening.Create))
        {
            file.WriteAt(0, ToBytes(storeId, batch));
            file.Sync();
        }

        disk.Rename(temporary, FileNames.Intent);
        disk.SyncDirectory();
    }

    /// <summary>Takes the batch away. A crash may bring it back; then it is found settled.</summary>
    internal void Remove()
    {
        if (disk.List().Contains(FileNames.Intent, StringComparer.Ordinal)) disk.Delete(FileNames.Intent);
    }

    /// <summary>Reads the batch that is written down, or null.</summary>
    /// <exception cref="StoreDamagedException">The file is not what was written.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal Batch? Read()
    {
        if (!disk.List().Contains(FileNames.Intent, StringComparer.Ordinal)) return null;
        using IFile file = disk.Open(FileNames.Intent, FileOpening.Read);
        long length = file.ReadLength();
        if (length is < LengthMin or > LengthMax) throw new StoreDamagedException(file.Path, 0, "an intent was expected");
        byte[] bytes = new byte[length];
        file.ReadAt(0, bytes);
        return Parse(bytes, storeId) ?? throw new StoreDamagedException(file.Path, 0, "an intent of this store was expected");
    }

    internal static byte[] ToBytes(StoreId storeId, Batch batch)
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.U32(LogFormat.Version);
        Span<byte> id = stackalloc byte[LogFormat.StoreIdLength];
        storeId.CopyTo(id);
        writer.Bytes(id);
        Sized(writer, batch.IdempotencyKey.Span);
        writer.U8(batch.ExpectedDigest is null ? (byte)0 : (byte)1);
        if (batch.ExpectedDigest is { } expected) writer.Digest(expected);
        writer.U32((uint)batch.Operations.Count);
        foreach (Operation operation in batch.Operations)
        {
            writer.U8((byte)operation.Kind);
            Sized(writer, operation.Key.Span);
            Sized(writer, operation.Value.Span);
            writer.I64(operation.Delta);
        }

        writer.U32((uint)batch.Notes.Count);
        foreach (Note note in batch.Notes)
        {
            Sized(writer, note.Id.Span);
            Sized(writer, note.Body.Span);
        }

        writer.U32(Crc32C.Compute(writer.Written));
        return writer.Written.ToArray();
    }

    /// <summary>Reads bytes that may be anything; null if they are no intent of a store.</summary>
    internal static Batch? Parse(ReadOnlySpan<byte> bytes, StoreId storeId)
    {
        if (bytes.Length < LengthMin || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) != Crc32C.Compute(bytes[..^4])) return null;
        var reader = new ByteReader(bytes[..^4]);
        bool isOurs = reader.Take(8).SequenceEqual(Magic) && reader.U32() == LogFormat.Version;
        ReadOnlySpan<byte> id = reader.Take(LogFormat.StoreIdLength);
        if (!isOurs || reader.Failed || new StoreId(id) != storeId) return null;
        byte[] key = Sized(ref reader);
        byte hasDigest = reader.U8();
        Digest? expected = hasDigest == 1 ? reader.Digest() : null;
        var operations = new List<Operation>();
        for (uint left = reader.U32(); left > 0 && !reader.Failed; left--)
        {
            var kind = (OperationKind)reader.U8();
            byte[] name = Sized(ref reader);
            byte[] value = Sized(ref reader);
            operations.Add(new Operation(kind, name, value, reader.I64()));
        }

        var notes = new List<Note>();
        for (uint left = reader.U32(); left > 0 && !reader.Failed; left--) notes.Add(new Note(Sized(ref reader), Sized(ref reader)));
        if (!reader.IsComplete || hasDigest > 1 || key.Length is 0 or > LogFormat.IdempotencyKeyMax) return null;
        return new Batch(operations, expected) { IdempotencyKey = key, Notes = notes };
    }

    private static void Sized(ByteWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.U32((uint)bytes.Length);
        writer.Bytes(bytes);
    }

    private static byte[] Sized(ref ByteReader reader) => reader.Take(reader.U32()).ToArray();
}
