using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The records of an incremental piece: for each the length of its payload, and the payload as it stands in the log. Each must continue the
/// one before, the first the revision that the header names, and the last must be the one that the header leads to.
/// </summary>
internal sealed class BackupRecords
{
    private readonly BackupSource _source;
    private readonly BackupHeader _header;
    private BackupMoment _at;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The piece.</param>
    /// <param name="header">Its header.</param>
    internal BackupRecords(BackupSource source, BackupHeader header)
    {
        _source = source;
        _header = header;
        _at = header.From;
    }

    /// <summary>Writes records.</summary>
    /// <param name="sink">The piece.</param>
    /// <param name="payloads">The records, from the one behind the header's first revision to its last.</param>
    /// <param name="header">Its header.</param>
    /// <exception cref="StoreException">The log does not hold the records that the header speaks of.</exception>
    internal static void Write(BackupSink sink, IEnumerable<LoggedPayload> payloads, BackupHeader header)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        Label hash = header.From.Chain.Hash;
        long revision = header.From.Chain.Revision;
        foreach (LoggedPayload read in payloads)
        {
            if (read.Record.PreviousHash != hash)
            {
                throw new BackupRefusedException(
                    BackupRefusal.OtherHistory,
                    $"The store and the backup have different histories before revision {read.Record.Revision}: begin another backup.");
            }

            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)read.Payload.Length);
            sink.Write(length);
            sink.Write(read.Payload);
            foreach (NoteFrame note in read.Notes)
            {
                sink.Write([note.Header.Type]);
                sink.Write(note.Payload.Span);
            }

            hash = read.Record.Hash;
            revision = read.Record.Revision;
        }

        if (hash != header.To.Chain.Hash)
            throw new StoreException($"The log ends at revision {revision}, and a backup up to {header.To.Chain.Revision} was wanted.");
    }

    /// <summary>Reads the next record.</summary>
    /// <param name="read">The record.</param>
    /// <param name="offset">Where in the file it begins, for messages.</param>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="StoreDamagedException">What stands there is not the next record.</exception>
    internal bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LoggedPayload? read, out long offset)
    {
        read = null;
        long position = _source.Position;
        Span<byte> field = stackalloc byte[sizeof(uint)];
        int count = _source.Read(field);
        offset = _source.Locate(position);
        if (count == 0 && _at == _header.To) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(field);
        if (count < field.Length || length > LogFormat.FramePayloadMax)
            throw new StoreDamagedException(_source.Path, offset, $"a record was expected, for the piece leads to revision {To}");
        byte[] payload = new byte[length];
        if (_source.Read(payload) != payload.Length)
            throw new StoreDamagedException(_source.Path, offset, $"a record of {length} bytes was expected");
        LogRecord record = RecordDecoder.Decode(payload, _source.Path, offset, out IReadOnlyList<LoggedId> ids);
        bool follows = record.Revision == _at.Chain.Revision + 1 && record.PreviousHash == _at.Chain.Hash
            && record.FirstSequence == _at.Chain.NextSequence && record.DigestBefore == _at.Chain.Digest
            && record.UnixNanoseconds >= _at.UnixNanoseconds && record.Revision <= To;
        if (!follows) throw new StoreDamagedException(_source.Path, offset, $"the record after revision {_at.Chain.Revision} was expected");
        ulong sequence = record.FirstSequence + (ulong)record.Operations.Count;
        _at = new BackupMoment(new ChainPoint(record.Revision, sequence, record.Hash, record.DigestAfter), record.UnixNanoseconds);
        if (record.Revision == To && _at != _header.To)
            throw new StoreDamagedException(_source.Path, offset, $"the record {_header.To.Chain.Hash} of revision {To} was expected");
        List<NoteFrame> notes = ReadNotes(record, offset);
        if (NoteFrame.FaultOf(record, notes) is { } fault) throw new StoreDamagedException(_source.Path, offset, fault);
        read = new LoggedPayload(payload, record, ids) { Notes = notes };
        return true;
    }

    // Behind the record: how many they are, and how long, it says itself.
    private List<NoteFrame> ReadNotes(LogRecord record, long offset)
    {
        var notes = new List<NoteFrame>(record.Notes.Count);
        Span<byte> type = stackalloc byte[1];
        foreach (LoggedNote note in record.Notes)
        {
            byte[] payload = new byte[note.Length];
            bool isThere = _source.Read(type) == 1 && type[0] is LogFormat.NoteFrame or LogFormat.ErasedFrame
                && _source.Read(payload) == payload.Length;
            if (!isThere) throw new StoreDamagedException(_source.Path, offset, "the notes of a record were expected behind it");
            var header = new FrameHeader(payload.Length, type[0], 1, LogFormat.OptionalFlag, Crc32C.Compute(payload), 0);
            notes.Add(NoteFrame.Of(offset, header, payload));
        }

        return notes;
    }

    private long To => _header.To.Chain.Revision;
}
