namespace BasisTrees.Persistence;

/// <summary>
/// Index files beside segments (docs/FORMAT.md, "Nodes"): written when a segment is full or closed, and believed only if they cover exactly
/// the bytes that the segment has.
/// </summary>
internal static class NodeIndexFile
{
    // So much is gathered before it is written.
    private const int BufferLength = 256 << 10;

    /// <summary>Opens the index of a segment.</summary>
    /// <param name="disk">The directory.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="end">Where the records end that the index must cover.</param>
    /// <param name="file">The file, which the index goes on reading; the caller's.</param>
    /// <returns>Null if there is none that can be used: missing, damaged, or of other bytes.</returns>
    internal static NodeIndex? TryOpen(IDisk disk, NodeSegment segment, long end, out IFile? file)
    {
        file = null;
        IFile opened;
        try
        {
            opened = disk.Open(NameOf(segment.Number), FileOpening.Read);
        }
        catch (StoreNotFoundException)
        {
            return null;
        }

        NodeIndex? index = null;
        try
        {
            index = Read(opened, segment, end);
        }
        finally
        {
            if (index is null) opened.Dispose();
            else file = opened;
        }

        return index;
    }

    /// <summary>Writes the index of a segment. It has its name when its bytes are synced.</summary>
    /// <param name="disk">The directory.</param>
    /// <param name="header">The segment's header.</param>
    /// <param name="end">Where the records end that it covers.</param>
    /// <param name="lines">The index.</param>
    internal static void Write(IDisk disk, NodeSegmentHeader header, long end, NodeIndex lines)
    {
        var labels = new List<NodeIndexEntry>(lines.Labels.Count);
        var places = new List<NodeIndexEntry>(lines.Places.Count);
        if (!lines.Labels.TryCopyTo(labels) || !lines.Places.TryCopyTo(places)) return; // the file there is damaged and is not copied
        var runs = lines.Runs.Select(run => new NodeIndexEntry(((ulong)run.Target << 32) | (uint)run.Count, run.Offset)).ToList();
        var fences = new List<NodeIndexEntry>();
        AddFences(labels, fences);
        AddFences(places, fences);
        var place = new SegmentPlace(header.StoreId, header.Number);
        string name = NameOf(header.Number);
        using (IFile file = disk.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            byte[] first = new byte[NodeFormat.IndexBlockLength];
            var about = new NodeIndexHeader(
                header.StoreId, header.Number, header.ByteLength, end, labels.Count, places.Count, runs.Count, lines.Longest);
            about.Write(first, place);
            file.WriteAt(0, first);
            long offset = first.Length;
            foreach (List<NodeIndexEntry> kind in (List<NodeIndexEntry>[])[labels, places, runs, fences])
                offset = Write(file, place, offset, kind);
            file.Sync();
        }

        disk.Rename(name + FileNames.NewSuffix, name);
    }

    /// <summary>The name of a segment's index.</summary>
    internal static string NameOf(uint segment) => FileNames.Nodes(segment) + FileNames.IndexSuffix;

    private static NodeIndex? Read(IFile file, NodeSegment segment, long end)
    {
        var place = new SegmentPlace(segment.Header.StoreId, segment.Number);
        byte[] first = new byte[NodeFormat.IndexBlockLength];
        if (file.ReadAt(0, first) < first.Length || !NodeIndexHeader.TryRead(first, place, out NodeIndexHeader header)) return null;
        bool fits = header.StoreId == segment.Header.StoreId && header.Segment == segment.Number
            && header.Start == segment.Header.ByteLength && header.End == end && header.FileLength == file.ReadLength();
        if (!fits) return null;
        long labels = first.Length;
        long places = labels + ((long)header.LabelBlocks * first.Length);
        long runs = places + ((long)header.PlaceBlocks * first.Length);
        long fences = runs + ((long)header.RunBlocks * first.Length);
        var runLines = new List<NodeIndexEntry>();
        var fenceLines = new List<NodeIndexEntry>();
        if (!NodeIndexBlocks.TryReadAll(file, place, runs, header.Runs, runLines)) return null;
        if (!NodeIndexBlocks.TryReadAll(file, place, fences, header.Fences, fenceLines)) return null;
        ulong[] keys = [.. fenceLines.Select(line => line.Key)];
        return new NodeIndex(
            new NodeIndexBlocks(file, place, labels, header.Labels, keys[..header.LabelBlocks]),
            new NodeIndexBlocks(file, place, places, header.Places, keys[header.LabelBlocks..]),
            [.. runLines.Select(line => new TombstoneRun((uint)(line.Key >> 32), (int)(uint)line.Key, line.Value))],
            [],
            header.Longest) { FileBytes = header.FileLength };
    }

    private static void AddFences(List<NodeIndexEntry> lines, List<NodeIndexEntry> fences)
    {
        for (int i = 0; i < lines.Count; i += NodeFormat.IndexBlockEntries)
            fences.Add(new NodeIndexEntry(lines[i].Key, (uint)(i / NodeFormat.IndexBlockEntries)));
    }

    private static long Write(IFile file, in SegmentPlace place, long offset, List<NodeIndexEntry> lines)
    {
        byte[] buffer = new byte[BufferLength];
        int length = 0;
        for (int i = 0; i < lines.Count; i += NodeFormat.IndexBlockEntries)
        {
            Span<byte> block = buffer.AsSpan(length, NodeFormat.IndexBlockLength);
            block.Clear();
            for (int line = 0; line < NodeFormat.IndexBlockEntries && i + line < lines.Count; line++)
                NodeIndexBlock.Write(block, line, lines[i + line]);
            NodeIndexBlock.Seal(block, place, offset + length);
            length += block.Length;
            if (length < buffer.Length && i + NodeFormat.IndexBlockEntries < lines.Count) continue;
            file.WriteAt(offset, buffer.AsSpan(0, length));
            offset += length;
            length = 0;
        }

        return offset;
    }
}
