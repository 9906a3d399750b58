using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>Writes one batch after the other as frames into the buffer of a group.</summary>
/// <remarks>Owned by the writer thread. A batch is begun, fed operation by operation, and either completed or taken back.</remarks>
internal sealed class RecordEncoder(ByteWriter buffer)
{
    private const int DigestBeforeAt = 72;
    private const int SectionCountAt = 138;

    private int _start; // of the frames of notes before the record's
    private int _frame;
    private int _section;
    private int _count;
    private ushort _sections;

    /// <summary>The bytes of the payload so far.</summary>
    internal int PayloadLength => buffer.Length - Payload;

    private int Payload => _frame + LogFormat.FrameHeaderLength;

    /// <summary>The bytes of all frames of the batch so far.</summary>
    internal int FramesLength => buffer.Length - _start;

    /// <summary>Begins a batch at the end of the buffer with the notes that stand before its record.</summary>
    internal void BeginNotes() => _start = buffer.Length;

    /// <summary>Adds a note.</summary>
    /// <param name="payload">The note as it is written down.</param>
    /// <param name="place">The segment.</param>
    /// <param name="bufferOffset">The offset of the buffer's first byte in the segment.</param>
    /// <param name="syncedLength">How much of the segment is known to be synced.</param>
    internal void Note(ReadOnlySpan<byte> payload, in SegmentPlace place, long bufferOffset, long syncedLength)
    {
        int frame = buffer.Length;
        buffer.Zeros(LogFormat.FrameHeaderLength);
        buffer.Bytes(payload);
        var header = new FrameHeader(
            payload.Length, LogFormat.NoteFrame, 1, LogFormat.OptionalFlag, Crc32C.Compute(payload), syncedLength);
        header.Write(buffer.Slice(frame, LogFormat.FrameHeaderLength), place, bufferOffset + frame);
    }

    /// <summary>Begins the record of the batch, behind its notes.</summary>
    internal void Begin(in ChainPoint chain, long unixNanoseconds, ulong incarnation)
    {
        _frame = buffer.Length;
        _sections = 0;
        buffer.Zeros(LogFormat.FrameHeaderLength);
        buffer.Bytes(LogFormat.RecordTag);
        buffer.U64((ulong)chain.Revision + 1);
        buffer.U64(chain.NextSequence);
        buffer.I64(unixNanoseconds);
        buffer.U64(incarnation);
        buffer.Label(chain.Hash);
        buffer.Digest(chain.Digest);
        buffer.Zeros(Digest.Length);
        buffer.U16(0);
        BeginSection(LogFormat.OperationsSection);
    }

    /// <summary>Adds an operation that was carried out.</summary>
    /// <param name="operation">The operation, with the tree's key.</param>
    /// <param name="present">Whether the key had a value.</param>
    /// <param name="oldValue">That value.</param>
    internal void Operation(in Operation operation, bool present, ReadOnlySpan<byte> oldValue)
    {
        _count++;
        buffer.U8((byte)operation.Kind);
        buffer.U8(present ? (byte)1 : (byte)0);
        buffer.U8((byte)operation.Key.Length);
        buffer.Bytes(operation.Key.Span);
        if (RecordShape.HasValue(operation.Kind)) Sized(operation.Value.Span);
        if (operation.Kind == OperationKind.UpdateLongBy) buffer.I64(operation.Delta);
        if (present) Sized(oldValue);
    }

    /// <summary>Ends the operations and begins the ids.</summary>
    internal void BeginIds()
    {
        EndSection();
        BeginSection(LogFormat.IdsSection);
    }

    /// <summary>Adds the id behind an operation's hashed key.</summary>
    internal void Id(int operationIndex, ReadOnlySpan<byte> id)
    {
        _count++;
        buffer.U32((uint)operationIndex);
        Sized(id);
    }

    /// <summary>Adds which notes stand before the record.</summary>
    internal void Notes(ReadOnlySpan<MappedNote> notes)
    {
        EndSection();
        BeginSection(LogFormat.NotesSection);
        _count = notes.Length;
        foreach (MappedNote note in notes)
        {
            buffer.U32((uint)note.OperationIndex);
            buffer.U32((uint)note.Payload.Length);
        }
    }

    /// <summary>Adds which bodies are erased.</summary>
    internal void Erasures(IReadOnlyList<LoggedErasure> erasures)
    {
        EndSection();
        BeginSection(LogFormat.ErasuresSection);
        _count = erasures.Count;
        foreach (LoggedErasure erasure in erasures)
        {
            buffer.U32((uint)erasure.OperationIndex);
            buffer.Label(erasure.Commitment);
            buffer.U32((uint)erasure.Revisions.Count);
            foreach (long revision in erasure.Revisions) buffer.U64((ulong)revision);
        }
    }

    /// <summary>Adds the idempotency key, behind everything else.</summary>
    internal void Key(in BatchKey key)
    {
        EndSection();
        BeginSection(LogFormat.IdempotencySection);
        _count = 1;
        buffer.U8((byte)key.Bytes.Length);
        buffer.Bytes(key.Bytes.Span);
        Span<byte> batch = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(batch, key.Batch);
        buffer.Bytes(batch);
    }

    /// <summary>Takes the batch back; the buffer is as it was before it.</summary>
    internal void Abandon() => buffer.CutTo(_start);

    /// <summary>Completes the batch: hash and checksums.</summary>
    /// <param name="after">The digest after the batch.</param>
    /// <param name="place">The segment.</param>
    /// <param name="bufferOffset">The offset of the buffer's first byte in the segment.</param>
    /// <param name="syncedLength">How much of the segment is known to be synced.</param>
    /// <returns>The hash of the record.</returns>
    internal Label Complete(Digest after, in SegmentPlace place, long bufferOffset, long syncedLength)
    {
        EndSection();
        after.CopyTo(buffer.Slice(Payload + RecordShape.DigestAfterAt, Digest.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.Slice(Payload + SectionCountAt, sizeof(ushort)), _sections);
        ReadOnlySpan<byte> payload = buffer.Slice(Payload, PayloadLength);
        var header = new FrameHeader(
            payload.Length, LogFormat.RecordFrame, 1, 0, Crc32C.Compute(payload), syncedLength);
        header.Write(buffer.Slice(_frame, LogFormat.FrameHeaderLength), place, bufferOffset + _frame);
        return Blake2b256.Hash(payload);
    }

    /// <summary>The digest that the record begun last says it starts from.</summary>
    internal Digest DigestBefore => Digest.Read(buffer.Slice(Payload + DigestBeforeAt, Digest.Length));

    private void BeginSection(ushort type)
    {
        _section = buffer.Length;
        _count = 0;
        _sections++;
        buffer.U16(type);
        buffer.U8(1);
        buffer.U8(0);
        buffer.U32(0);
        buffer.U32(0);
    }

    private void EndSection()
    {
        int body = _section + LogFormat.SectionHeaderLength;
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.Slice(_section + 4, sizeof(uint)), (uint)(buffer.Length - body));
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.Slice(body, sizeof(uint)), (uint)_count);
    }

    private void Sized(ReadOnlySpan<byte> bytes)
    {
        buffer.U32((uint)bytes.Length);
        buffer.Bytes(bytes);
    }
}
