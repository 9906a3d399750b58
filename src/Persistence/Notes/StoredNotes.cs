namespace BasisTrees.Persistence;

/// <summary>
/// The notes in the files of a store, as what a tree can be built from when log and checkpoints are lost (recovery tier 4). They reach as
/// far as the newest checkpoint for certain, and beyond it as far as the device has what was written last.
/// </summary>
/// <remarks>Reads only, and opens the files when it is asked for entries. Its memory grows by some 60 bytes for each note.</remarks>
public sealed class StoredNotes : INotes
{
    private readonly IDisk _disk;

    /// <summary>Names the store.</summary>
    /// <param name="disk">The store's directory; its definition must be whole.</param>
    public StoredNotes(IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        _disk = disk;
    }

    /// <summary>Whether there are any files of notes.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    public bool AreThere => FileNames.NoteSegments(_disk.List()).Length > 0;

    /// <summary>The revision of the newest checkpoint that can be read, up to which no note is missing; 0 if there is none.</summary>
    /// <exception cref="StoreException">The disk fails, or the definition is damaged.</exception>
    public long Horizon()
    {
        StoreId storeId = DefinitionFile.Read(_disk).StoreId;
        foreach (long revision in CheckpointFile.Revisions(_disk.List()))
        {
            try
            {
                return CheckpointFile.Read(_disk, storeId, revision).Revision;
            }
            catch (StoreDamagedException)
            {
                // An older one tells at least something.
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value)> Entries() =>
        All().Select(note => (note.Id, note.Value));

    /// <summary>The newest note of each id that is not buried, with its body unless that was erased.</summary>
    internal IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte>? Body)> All()
    {
        StoreDefinition definition = DefinitionFile.Read(_disk).Definition;
        using SegmentNodeStore records = SegmentNodeStore.OpenCopy(
            new NoteDisk(_disk), new NodeVerifier(definition) { KeepsNotes = true });
        foreach (Label commitment in Newest(records).Values.Select(newest => newest.Commitment))
        {
            FoundRecord? best = null;
            foreach (FoundRecord record in records.FindAll(commitment))
            {
                bool isRight = !record.IsDamaged && NoteRecord.TryLabel(record.Body.Span, out Label own) && own == commitment;
                if (isRight && !(best?.Birth > record.Birth)) best = record;
            }

            if (best is not { } found) continue;
            ReadOnlyMemory<byte> payload = NoteRecord.PayloadOf(found.Body);
            NotePayload.TryRead(payload.Span, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> body);
            byte[] value = new byte[NoteValue.Length];
            commitment.CopyTo(value);
            bool hasBody = NoteRecord.HasBody(found.Body.Span);
            yield return (id.ToArray(), value, hasBody ? payload[^body.Length..] : (ReadOnlyMemory<byte>?)null);
        }
    }

    // A note that was replaced after the newest checkpoint is not buried yet: of one id the one that was born last counts.
    private static Dictionary<Label, (Label Commitment, long Birth)> Newest(SegmentNodeStore records)
    {
        var newest = new Dictionary<Label, (Label Commitment, long Birth)>();
        records.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
        {
            if (record.Death != long.MaxValue || !NoteRecord.TryLabel(bytes, out Label commitment)) return true;
            NotePayload.TryRead(NoteRecord.PayloadOf(bytes.ToArray()).Span, out ReadOnlySpan<byte> id, out _);
            Label key = Blake2b256.Hash(id);
            bool isNewer = !newest.TryGetValue(key, out (Label, long Birth) known) || record.Birth >= known.Birth;
            if (isNewer) newest[key] = (commitment, record.Birth);
            return true;
        });
        return newest;
    }
}
