namespace BasisTrees.Persistence;

/// <summary>The files of nodes in the directory of a store: opening, making, taking away and putting aside.</summary>
/// <remarks>The writing thread's.</remarks>
internal sealed class NodeDirectory(IDisk disk, StoreId storeId, NodeVerifier verifier)
{
    private const int NameLength = 22; // "nodes-" and 16 digits

    /// <summary>The number of the next segment: above all that files bear, those put aside included, so that none comes again.</summary>
    internal uint NextNumber { get; private set; } = 1;

    /// <summary>What could not be opened as a segment although it is named like one: the file, and what was expected in it.</summary>
    internal List<(string Name, string Expected)> Unreadable { get; } = [];

    /// <summary>Opens all segments and reads their headers, nothing else.</summary>
    /// <param name="isCopy">Whether the files are only read and may bear the ids of other stores.</param>
    /// <exception cref="StoreDamagedException">A file is a segment of another store, or of another number.</exception>
    internal List<NodeSegment> OpenAll(bool isCopy)
    {
        var opened = new List<NodeSegment>();
        IReadOnlyList<string> names = disk.List();
        try
        {
            foreach (string name in names)
            {
                if (name.Length < NameLength || !FileNames.TryParseNodes(name[..NameLength], out ulong number)) continue;
                if (number is > 0 and < (1 << NodeFormat.SegmentBits) - 1) NextNumber = Math.Max(NextNumber, (uint)number + 1);
                if (name.Length > NameLength)
                {
                    if (!isCopy && name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal)) disk.Delete(name);
                }
                else if (Open(name, number, isCopy) is { } segment)
                {
                    opened.Add(segment);
                }
            }
        }
        catch
        {
            foreach (NodeSegment segment in opened) segment.Dispose();
            throw;
        }

        if (!isCopy) DeleteOrphans(names);
        return opened;
    }

    /// <summary>Makes a data segment that is empty but for its header; its name survives a power cut when this returns.</summary>
    /// <param name="previous">The data segment before it, which is synced and grows no more, or null.</param>
    internal NodeSegment CreateData(NodeSegment? previous)
    {
        var header = new NodeSegmentHeader(storeId, TakeNumber(), previous?.Number ?? 0, (uint)(previous?.End ?? 0), []);
        string name = FileNames.Nodes(header.Number);
        using (IFile file = disk.Open(name + FileNames.NewSuffix, FileOpening.Create))
        {
            file.WriteAt(0, header.ToBytes());
            file.Sync();
        }

        disk.Rename(name + FileNames.NewSuffix, name);
        disk.SyncDirectory();
        var segment = new NodeSegment(disk, disk.Open(name, FileOpening.ReadWrite), header, header.ByteLength, verifier);
        segment.BeginAppending(header.ByteLength);
        return segment;
    }

    /// <summary>Makes a segment that takes the place of others. It has its name only when all of it is synced.</summary>
    /// <param name="hosts">What it takes over.</param>
    /// <param name="fill">Appends its records; false if there is to be no such segment.</param>
    /// <param name="index">Gives the index of what was appended.</param>
    /// <returns>The segment, its name durable; null if there is to be none.</returns>
    internal NodeSegment? CreateCompacted(HostedRun[] hosts, Func<NodeSegment, bool> fill, Func<NodeIndex> index)
    {
        var header = new NodeSegmentHeader(storeId, TakeNumber(), 0, 0, hosts);
        string name = FileNames.Nodes(header.Number);
        string draftName = name + FileNames.NewSuffix;
        bool isFilled;
        using (var draft = new NodeSegment(disk, disk.Open(draftName, FileOpening.Create), header, header.ByteLength, verifier))
        {
            draft.BeginAppending(header.ByteLength);
            isFilled = fill(draft);
            header = header with { Length = (uint)draft.End };
            draft.WriteHeader(header);
            if (isFilled) draft.Sync();
        }

        if (!isFilled)
        {
            disk.Delete(draftName);
            return null;
        }

        NodeIndexFile.Write(disk, header, header.Length, index());
        disk.Rename(draftName, name);
        disk.SyncDirectory();
        return new NodeSegment(disk, disk.Open(name, FileOpening.ReadWrite), header, header.Length, verifier);
    }

    /// <summary>Takes a segment out of use whose records another one has taken over.</summary>
    internal void TakeAway(NodeSegment segment)
    {
        segment.Dispose();
        disk.Delete(FileNames.Nodes(segment.Number));
        DeleteIndex(segment.Number);
    }

    /// <summary>Takes a segment out of use.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="keepsBytes">Whether its bytes stay under another name; also an empty segment may be where a mark is.</param>
    internal void PutAside(NodeSegment segment, bool keepsBytes)
    {
        segment.Dispose();
        string name = FileNames.Nodes(segment.Number);
        if (!keepsBytes) disk.Delete(name);
        else PutAside(name);
        DeleteIndex(segment.Number);
    }

    /// <summary>Gives the files that could not be opened as segments other names.</summary>
    internal void PutUnreadableAside()
    {
        foreach ((string name, _) in Unreadable) PutAside(name);
        Unreadable.Clear();
    }

    /// <summary>
    /// Takes away the index of a segment that is going to be appended to, unless it covers exactly the bytes up to there: after other bytes
    /// were appended to the same length it would pass for theirs. To be followed by <see cref="Sync"/>.
    /// </summary>
    internal void DropIndexUnless(NodeSegment segment, long end)
    {
        NodeIndex? index = NodeIndexFile.TryOpen(disk, segment, end, out IFile? file);
        file?.Dispose();
        if (index is null) DeleteIndex(segment.Number);
    }

    /// <summary>Makes what was made, put aside and taken away survive a power cut.</summary>
    internal void Sync() => disk.SyncDirectory();

    /// <summary>The file of a place, for messages; the directory if the place is not known.</summary>
    internal string PathOf(NodePlace place) =>
        place.IsKnown ? disk.PathOf(FileNames.Nodes(place.Number >> 32)) : disk.Location;

    private void PutAside(string name) => disk.Rename(name, FileNames.NextBad(name, disk.List()));

    private void DeleteIndex(uint number)
    {
        string name = NodeIndexFile.NameOf(number);
        if (disk.List().Contains(name)) disk.Delete(name);
    }

    private uint TakeNumber()
    {
        if (NextNumber >= (1 << NodeFormat.SegmentBits) - 1)
            throw new StoreFullException($"No number is left for another segment of nodes in {disk.Location}.", disk.Location);
        return NextNumber++;
    }

    // An index whose segment never got its name.
    private void DeleteOrphans(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            string segment = name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal) ? name[..^FileNames.IndexSuffix.Length] : "";
            if (FileNames.TryParseNodes(segment, out _) && !names.Contains(segment)) disk.Delete(name);
        }
    }

    private NodeSegment? Open(string name, ulong number, bool isCopy)
    {
        IFile file = disk.Open(name, isCopy ? FileOpening.Read : FileOpening.ReadWrite);
        try
        {
            string? expected = NodeSegmentHeader.Read(file, out NodeSegmentHeader? header);
            if (header is null)
            {
                Unreadable.Add((name, expected!));
                file.Dispose();
                return null;
            }

            if (!isCopy && header.StoreId != storeId)
                throw new StoreDamagedException(file.Path, 16, $"a segment of store {storeId} was expected, not of {header.StoreId}");
            if (header.Number != number)
                throw new StoreDamagedException(file.Path, 32, $"segment {number} was expected by the file's name, not {header.Number}");
            long length = file.ReadLength();
            return new NodeSegment(disk, file, header, Math.Min(length, uint.MaxValue), verifier);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
