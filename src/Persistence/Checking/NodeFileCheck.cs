namespace BasisTrees.Persistence;

/// <summary>
/// Checks what the node store itself does not tell: the header of every file of nodes, and whether its index leads to what it holds.
/// </summary>
/// <remarks>An index that does not cover exactly the bytes of its file is not used by anybody, and no fault.</remarks>
internal sealed class NodeFileCheck
{
    private readonly IDisk _disk;
    private readonly StoreId _storeId;
    private readonly NodeVerifier _verifier;
    private readonly FsckFindings _findings;

    /// <summary>Prepares.</summary>
    internal NodeFileCheck(IDisk disk, DefinitionFile definition, FsckFindings findings)
    {
        _disk = disk;
        _storeId = definition.StoreId;
        _verifier = new NodeVerifier(definition.Definition);
        _findings = findings;
    }

    /// <summary>Reads every file.</summary>
    /// <param name="parallelism">How many threads read.</param>
    internal void Run(int parallelism)
    {
        ulong[] numbers = FileNames.NodeSegments(_disk.List());
        Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, i =>
        {
            string path = _disk.PathOf(FileNames.Nodes(numbers[i]));
            try
            {
                Check(numbers[i]);
            }
            catch (StoreNotFoundException)
            {
                // An index that was there a moment ago.
            }
            catch (StoreException failure)
            {
                _findings.Add(FsckKind.NodeFile, failure, path);
            }
        });
    }

    private void Check(ulong number)
    {
        IFile file = _disk.Open(FileNames.Nodes(number), FileOpening.Read);
        NodeSegmentHeader? header;
        try
        {
            string? expected = NodeSegmentHeader.Read(file, out header);
            if (expected is not null) _findings.Add(FsckKind.NodeFile, file.Path, 0, expected);
            else if (header!.StoreId != _storeId)
                _findings.Add(FsckKind.NodeFile, file.Path, 16, $"a segment of store {_storeId} was expected, not of {header.StoreId}");
            else if (header.Number != number)
                _findings.Add(FsckKind.NodeFile, file.Path, 32, $"segment {number} was expected by the file's name, not {header.Number}");
        }
        catch
        {
            file.Dispose();
            throw;
        }

        if (header is null || header.StoreId != _storeId || header.Number != number)
        {
            file.Dispose();
            return;
        }

        using var segment = new NodeSegment(_disk, file, header, file.ReadLength(), _verifier);
        string name = NodeIndexFile.NameOf(segment.Number);
        if (_disk.List().Contains(name, StringComparer.Ordinal)) CheckIndex(segment, name);
    }

    private void CheckIndex(NodeSegment segment, string name)
    {
        var place = new SegmentPlace(_storeId, segment.Number);
        byte[] block = new byte[NodeFormat.IndexBlockLength];
        using IFile file = _disk.Open(name, FileOpening.Read);
        long length = file.ReadLength();
        int read = file.ReadAt(0, block);
        if (read < block.Length || !NodeIndexHeader.TryRead(block, place, out NodeIndexHeader header))
        {
            _findings.Add(FsckKind.NodeIndex, file.Path, 0, "the header of the index of this segment was expected");
            return;
        }

        if (header.Start != segment.Header.ByteLength || header.FileLength != length)
        {
            _findings.Add(FsckKind.NodeIndex, file.Path, 0, $"an index of {header.FileLength} bytes was expected, and it has {length}");
            return;
        }

        if (header.End != segment.End) return;
        bool isWhole = true;
        for (long offset = 0; offset < length; offset += block.Length)
        {
            if (file.ReadAt(offset, block) == block.Length && NodeIndexBlock.IsWhole(block, place, offset)) continue;
            _findings.Add(FsckKind.NodeIndex, file.Path, offset, "a block of the index as it was written was expected");
            isWhole = false;
        }

        if (isWhole && !Agrees(segment))
            _findings.Add(FsckKind.NodeIndex, file.Path, block.Length, "an index that leads to what the segment holds was expected");
    }

    // Behind damaged records, which are told elsewhere, an index knows more than the segment.
    private bool Agrees(NodeSegment segment)
    {
        NodeIndex built = NodeIndex.Build(segment, _verifier, segment.End);
        if (built.Damages.Length > 0) return true;
        NodeIndex? saved = NodeIndexFile.TryOpen(_disk, segment, segment.End, out IFile? file);
        using (file)
        {
            return saved is not null && AreSame(saved.Labels, built.Labels) && AreSame(saved.Places, built.Places)
                && saved.Runs.Order(Comparer<TombstoneRun>.Create((a, b) => a.Offset.CompareTo(b.Offset))).SequenceEqual(built.Runs);
        }
    }

    private static bool AreSame(INodeEntries saved, INodeEntries built)
    {
        var one = new List<NodeIndexEntry>();
        var other = new List<NodeIndexEntry>();
        return saved.TryCopyTo(one) && built.TryCopyTo(other) && one.Order().SequenceEqual(other.Order());
    }
}
