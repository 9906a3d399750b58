namespace BasisTrees.Persistence;

/// <summary>Checks the files of notes as the newest checkpoint names them: every record, and each body by its hash.</summary>
internal sealed class NoteCheck(IDisk disk, DefinitionFile definition, StoreOptions options, FsckFindings findings)
{
    /// <summary>The records that were read.</summary>
    internal long Records { get; private set; }

    /// <summary>Reads every record that was kept when a checkpoint was written.</summary>
    internal void Run(Checkpoint checkpoint)
    {
        if (checkpoint.Notes == default || !NoteStore.CanServe(definition.Definition.Parameters)) return;
        using var layer = new OverlayDisk(disk);
        try
        {
            using SegmentNodeStore records = NoteStore.OpenRecords(layer, definition, options.NodeSegmentBytes);
            if (records.ReturnTo(checkpoint.Notes.Mark)) Read(records);
            else
            {
                findings.Add(FsckKind.NoteRecord, disk.PathOf(FileNames.Checkpoint(checkpoint.Revision)), 0,
                    $"the files of notes that the checkpoint names were expected: {records.Refusal}");
            }
        }
        catch (StoreException failure)
        {
            findings.Add(FsckKind.NoteRecord, failure, disk.Location);
        }
    }

    private void Read(SegmentNodeStore records) => records.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
    {
        Records++;
        string? expected = bytes.IsEmpty ? "a note as it was written was expected"
            : NoteRecord.TryLabel(bytes, out _) ? null
            : "a note with the body that it commits to was expected";
        if (expected is null) return true;
        (string file, long offset) = records.Locate(record.Place);
        findings.Add(FsckKind.NoteRecord, file, offset, expected);
        return true;
    });
}
