using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>Reads a record's payload, whose checksum has been checked; still nothing in it is taken on trust.</summary>
internal static class RecordDecoder
{
    /// <summary>Reads a record.</summary>
    /// <param name="payload">The payload; the record keeps it.</param>
    /// <param name="path">The segment, for messages.</param>
    /// <param name="offset">The offset of its frame, for messages.</param>
    /// <param name="ids">The ids that the record names.</param>
    /// <exception cref="StoreDamagedException">It is not a record.</exception>
    /// <exception cref="StoreException">It has a section that this version does not know and may not pass over.</exception>
    internal static LogRecord Decode(byte[] payload, string path, long offset, out IReadOnlyList<LoggedId> ids)
    {
        var reader = new ByteReader(payload);
        if (!reader.Take(8).SequenceEqual(LogFormat.RecordTag)) throw Damaged(path, offset, "the tag of a record was expected");
        ulong revision = reader.U64();
        ulong sequence = reader.U64();
        long time = reader.I64();
        ulong incarnation = reader.U64();
        Label previous = reader.Label();
        Digest before = reader.Digest();
        Digest after = reader.Digest();
        ushort sections = reader.U16();
        if (reader.Failed || revision is 0 or > long.MaxValue || incarnation > LogFormat.IncarnationMax)
            throw Damaged(path, offset, "the fields of a record were expected");
        RecordSections found = ReadSections(ref reader, sections, payload, new RecordPlace(path, offset));
        if (!reader.IsComplete) throw Damaged(path, offset, "a record without bytes left over was expected");
        ids = found.Ids ?? [];
        return new LogRecord
        {
            Revision = (long)revision,
            FirstSequence = sequence,
            UnixNanoseconds = time,
            Incarnation = incarnation,
            PreviousHash = previous,
            Hash = Blake2b256.Hash(payload),
            DigestBefore = before,
            DigestAfter = after,
            Operations = found.Operations ?? throw Damaged(path, offset, "a record with operations was expected"),
            UnknownSections = found.Unknown,
            Key = found.Key,
            Notes = found.Notes ?? [],
            Erasures = found.Erasures ?? [],
        };
    }

    private static RecordSections ReadSections(ref ByteReader reader, int count, byte[] payload, in RecordPlace place)
    {
        (string path, long offset) = place;
        var sections = new RecordSections();
        for (int i = 0; i < count; i++)
        {
            ushort type = reader.U16();
            byte version = reader.U8();
            byte flags = reader.U8();
            uint length = reader.U32();
            int start = reader.Position;
            ReadOnlySpan<byte> body = reader.Take(length);
            if (reader.Failed) throw Damaged(path, offset, $"section {i} runs past the end of its record");
            ReadOnlyMemory<byte> memory = payload.AsMemory(start, body.Length);
            bool isKnown = version == 1 && type is >= LogFormat.OperationsSection and <= LogFormat.ErasuresSection;
            if (isKnown && flags != 0) throw Damaged(path, offset, $"a section of type {type} without flags was expected");
            if (isKnown) ReadKnown(sections, type, memory, place);
            else if ((flags & LogFormat.OptionalFlag) == 0) throw Unknown(path, offset, type, version);
            else sections.Unknown.Add(new LogSection(type, version, memory));
        }

        if (!sections.FitsOperations()) throw Damaged(path, offset, "notes that belong to operations were expected");
        return sections;
    }

    private static void ReadKnown(RecordSections sections, ushort type, ReadOnlyMemory<byte> body, in RecordPlace place)
    {
        (string path, long offset) = place;
        switch (type)
        {
            case LogFormat.OperationsSection when sections.Operations is null:
                sections.Operations = Operations(body) ?? throw Damaged(path, offset, "well-formed operations were expected");
                break;
            case LogFormat.IdsSection when sections.Ids is null:
                sections.Ids = Ids(body) ?? throw Damaged(path, offset, "well-formed ids were expected");
                break;
            case LogFormat.IdempotencySection when sections.Key is null:
                sections.Key = Key(body) ?? throw Damaged(path, offset, "a well-formed idempotency key was expected");
                break;
            case LogFormat.NotesSection when sections.Notes is null:
                sections.Notes = Notes(body) ?? throw Damaged(path, offset, "well-formed notes were expected");
                break;
            case LogFormat.ErasuresSection when sections.Erasures is null:
                sections.Erasures = Erasures(body) ?? throw Damaged(path, offset, "well-formed erasures were expected");
                break;
            default:
                throw Damaged(path, offset, $"one section of type {type} was expected, not two");
        }
    }

    private static List<LoggedOperation>? Operations(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body.Span);
        uint count = reader.U32();

        // No batch has more operations, so a count from a damaged file cannot ask for much memory.
        if (reader.Failed || count > Math.Min(StoreOptions.BatchOperationsLimit, (uint)reader.Remaining / 4)) return null;
        var operations = new List<LoggedOperation>((int)count);
        for (uint i = 0; i < count; i++)
        {
            var kind = (OperationKind)reader.U8();
            byte present = reader.U8();
            if (!RecordShape.IsLogged(kind) || present > 1) return null;
            ReadOnlyMemory<byte> key = Piece(body, ref reader, reader.U8());
            ReadOnlyMemory<byte> value = RecordShape.HasValue(kind) ? Piece(body, ref reader, reader.U32()) : default;
            long delta = kind == OperationKind.UpdateLongBy ? reader.I64() : 0;
            ReadOnlyMemory<byte>? old = null;
            if (present == 1) old = Piece(body, ref reader, reader.U32());
            if (reader.Failed) return null;
            operations.Add(new LoggedOperation(kind, key, null, value, delta, old));
        }

        return reader.IsComplete ? operations : null;
    }

    private static List<LoggedId>? Ids(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body.Span);
        uint count = reader.U32();
        if (reader.Failed || count > Math.Min(StoreOptions.BatchOperationsLimit, (uint)reader.Remaining / 8)) return null;
        var ids = new List<LoggedId>((int)count);
        for (uint i = 0; i < count; i++)
        {
            uint index = reader.U32();
            ReadOnlyMemory<byte> id = Piece(body, ref reader, reader.U32());
            if (reader.Failed || index > int.MaxValue) return null;
            ids.Add(new LoggedId((int)index, id));
        }

        return reader.IsComplete ? ids : null;
    }

    private static List<LoggedNote>? Notes(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body.Span);
        uint count = reader.U32();
        if (reader.Failed || count == 0 || count > Math.Min(StoreOptions.BatchOperationsLimit, (uint)reader.Remaining / 8)) return null;
        var notes = new List<LoggedNote>((int)count);
        for (uint i = 0; i < count; i++)
        {
            uint index = reader.U32();
            uint length = reader.U32();
            if (reader.Failed || index > int.MaxValue || length is <= NotePayload.PrefixLength or > NotePayload.LengthMax) return null;
            notes.Add(new LoggedNote((int)index, (int)length));
        }

        return reader.IsComplete ? notes : null;
    }

    private static List<LoggedErasure>? Erasures(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body.Span);
        uint count = reader.U32();
        if (reader.Failed || count == 0 || count > Math.Min(StoreOptions.BatchOperationsLimit, (uint)reader.Remaining / 40)) return null;
        var erasures = new List<LoggedErasure>((int)count);
        for (uint i = 0; i < count; i++)
        {
            uint index = reader.U32();
            Label commitment = reader.Label();
            uint revisions = reader.U32();
            if (reader.Failed || index > int.MaxValue || revisions > (uint)reader.Remaining / sizeof(ulong)) return null;
            long[] named = new long[revisions];
            for (int j = 0; j < named.Length; j++)
            {
                named[j] = (long)reader.U64();
                if (named[j] < 1 || (j > 0 && named[j] <= named[j - 1])) return null;
            }

            erasures.Add(new LoggedErasure((int)index, commitment, named));
        }

        return reader.IsComplete ? erasures : null;
    }

    private static BatchKey? Key(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body.Span);
        uint count = reader.U32();
        ReadOnlyMemory<byte> key = Piece(body, ref reader, reader.U8());
        ReadOnlySpan<byte> batch = reader.Take(16);
        if (!reader.IsComplete || count != 1 || key.Length is 0 or > LogFormat.IdempotencyKeyMax) return null;
        return new BatchKey(key, BatchKey.HashOf(key.Span), BinaryPrimitives.ReadUInt128LittleEndian(batch));
    }

    private static ReadOnlyMemory<byte> Piece(ReadOnlyMemory<byte> body, ref ByteReader reader, uint length)
    {
        int start = reader.Position;
        return body.Slice(start, reader.Take(length).Length);
    }

    private static StoreDamagedException Damaged(string path, long offset, string expected) => new(path, offset, expected);

    private static StoreException Unknown(string path, long offset, int type, int version) => new(
        $"{path}, byte {offset}: the record has a section of type {type}, version {version}, that this program does not know and may "
        + "not pass over; a newer program wrote it.", path, offset);
}
