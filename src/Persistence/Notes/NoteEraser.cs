namespace BasisTrees.Persistence;

/// <summary>Overwrites the bodies of notes wherever they stand in the files of a store: log, archive, notes and full checkpoints.</summary>
/// <remarks>
/// The writer's, or of whoever opens the store: between the sync of the record that says so and the next checkpoint, so that a crash at any
/// point is followed by a replay that meets the record. It may be done again and does nothing then.
/// </remarks>
internal sealed class NoteEraser(IDisk disk, StoreId storeId, RevisionIndex revisions, NoteStore notes)
{
    private readonly LogFiles _files = new(disk, storeId);

    /// <summary>Overwrites, and takes away what says that it is being done.</summary>
    /// <returns>How many copies were overwritten.</returns>
    /// <exception cref="StoreException">The disk fails; opening the store completes it.</exception>
    internal int Run(IReadOnlyList<LoggedErasure> erasures) =>
        Overwrite(erasures) + Finish([.. erasures.Select(erasure => erasure.Commitment)]);

    /// <summary>The first part: the log and the files of notes.</summary>
    internal int Overwrite(IReadOnlyList<LoggedErasure> erasures)
    {
        lock (notes.Turn)
        {
            var patches = new List<ErasingPatch>();
            foreach (LoggedErasure erasure in erasures)
            {
                foreach (long revision in erasure.Revisions) AddFrames(patches, revision, erasure.Commitment);
                AddRecords(patches, erasure.Commitment);
            }

            if (patches.Count > 0) ErasingFile.Carry(disk, storeId, patches);
            return patches.Count;
        }
    }

    /// <summary>The second part: the full checkpoints.</summary>
    internal int Finish(HashSet<Label> commitments)
    {
        lock (notes.FullsTurn)
        {
            int places = commitments.Count == 0 ? 0 : FullErasure.Run(disk, storeId, commitments);
            ErasingFile.Remove(disk);
            return places;
        }
    }

    private void AddRecords(List<ErasingPatch> patches, in Label commitment)
    {
        foreach (FoundRecord record in notes.FindAll(commitment))
        {
            bool has = !record.IsDamaged && NoteRecord.HasBody(record.Body.Span)
                && NoteRecord.TryLabel(record.Body.Span, out Label own) && own == commitment;
            if (!has) continue;
            byte[] bytes = record.Segment.RecordOf(record, NoteRecord.Erased(record.Body.Span));
            patches.Add(ErasingPatch.Of(FileNames.Notes(record.Segment.Number), record.Offset, bytes));
        }
    }

    private void AddFrames(List<ErasingPatch> patches, long revision, in Label commitment)
    {
        try
        {
            if (revisions.TryFind(revision, out RevisionPlace place)) AddFrames(patches, place, commitment);
        }
        catch (StoreDamagedException)
        {
            // A segment that was taken away, or is damaged: the body there is not in the hands of the store.
        }
    }

    private void AddFrames(List<ErasingPatch> patches, in RevisionPlace place, Label commitment)
    {
        using IFile file = _files.Open(place.Segment);
        SegmentReader reader = _files.Read(file, place.Segment, place.Offset);
        for (long at = reader.Offset; reader.TryNext(out FrameHeader header, out byte[] payload); at = reader.Offset)
        {
            if (!NoteFrame.Is(header)) return; // the record
            if (NoteFrame.Of(at, header, payload).Commitment != commitment) continue;
            byte[] erased = NotePayload.Erased(payload);
            byte[] frame = new byte[LogFormat.FrameHeaderLength + erased.Length];
            erased.CopyTo(frame.AsSpan(LogFormat.FrameHeaderLength));
            (header with { Type = LogFormat.ErasedFrame, PayloadChecksum = Crc32C.Compute(erased) })
                .Write(frame, new SegmentPlace(storeId, place.Segment), at);
            patches.Add(ErasingPatch.Of(FileNames.Segment(place.Segment), at, frame));
        }
    }
}
