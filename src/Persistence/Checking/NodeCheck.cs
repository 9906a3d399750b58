namespace BasisTrees.Persistence;

/// <summary>
/// Checks the node store: for every retained checkpoint that the state it names is there and its tree is whole, then every record that is
/// kept, whichever checkpoint needs it.
/// </summary>
/// <remarks>
/// Each checkpoint is looked at as recovery would see it: over the files lies a layer in memory, the node store is opened there and
/// returned to the checkpoint's mark.
/// </remarks>
internal sealed class NodeCheck
{
    private readonly IDisk _disk;
    private readonly DefinitionFile _definition;
    private readonly StoreOptions _options;
    private readonly FsckFindings _findings;
    private readonly List<(long Revision, PlaceSet Places)> _trees = [];

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory; nothing in it is changed.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="options">How the store is opened.</param>
    /// <param name="findings">Takes what is found.</param>
    internal NodeCheck(IDisk disk, DefinitionFile definition, StoreOptions options, FsckFindings findings)
    {
        _disk = disk;
        _definition = definition;
        _options = options;
        _findings = findings;
    }

    /// <summary>The checkpoints whose trees were read.</summary>
    internal int Checkpoints { get; private set; }

    internal long Nodes { get; private set; }

    internal long Records { get; private set; }

    internal long GarbageRecords { get; private set; }

    internal long GarbageBytes { get; private set; }

    /// <summary>Reads the tree of a checkpoint.</summary>
    internal void ReadTree(Checkpoint checkpoint)
    {
        using var layer = new OverlayDisk(_disk);
        using SegmentNodeStore? nodes = TryOpen(layer, checkpoint);
        if (nodes is null) return;
        var tree = new CheckedTree(nodes, _definition.Definition, checkpoint.Revision, _findings);
        try
        {
            Nodes += new TreeValidation(tree, _definition.Definition.Parameters, _options.RecoveryParallelism).Run(checkpoint.StoredRoot);
        }
        catch (StoreException failure)
        {
            _findings.Add(FsckKind.Tree, failure, _disk.Location);
        }

        Checkpoints++;
        _trees.Add((checkpoint.Revision, tree.Places));
    }

    /// <summary>Reads every record that was kept when a checkpoint was written.</summary>
    /// <param name="checkpoint">The newest checkpoint whose state is there.</param>
    internal void ReadRecords(Checkpoint checkpoint)
    {
        using var layer = new OverlayDisk(_disk);
        using SegmentNodeStore? nodes = TryOpen(layer, checkpoint);
        if (nodes is null) return;
        var verifier = new NodeVerifier(_definition.Definition);
        try
        {
            nodes.Enumerate((in NodeRecord record, ReadOnlySpan<byte> bytes) =>
            {
                Records++;
                Look(nodes, verifier, record, bytes);
                return true;
            });
        }
        catch (StoreException failure)
        {
            _findings.Add(FsckKind.NodeFile, failure, _disk.Location);
        }
    }

    private void Look(SegmentNodeStore nodes, NodeVerifier verifier, in NodeRecord record, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Add(FsckKind.NodeRecord, nodes, record, "a record as it was written was expected");
            return;
        }

        if (!verifier.TryLabel(bytes, out _)) Add(FsckKind.NodeRecord, nodes, record, "a node or an id of this tree was expected");
        bool isNeeded = bytes[0] == NodeFormat.IdTag;
        foreach ((long revision, PlaceSet places) in _trees)
        {
            if (!places.Contains(record.Place)) continue;
            isNeeded = true;
            if (record.Death > revision) continue;
            Add(FsckKind.Tombstone, nodes, record,
                $"a node that checkpoint {revision} needs was not expected to be buried at revision {record.Death}");
        }

        if (isNeeded) return;
        GarbageRecords++;
        GarbageBytes += record.Length;
    }

    private void Add(FsckKind kind, SegmentNodeStore nodes, in NodeRecord record, string expected)
    {
        (string file, long offset) = nodes.Locate(record.Place);
        _findings.Add(kind, file, offset, expected);
    }

    // A file of nodes that stands in the way is noted, hidden in the layer, and the others are looked at.
    private SegmentNodeStore? TryOpen(OverlayDisk layer, Checkpoint checkpoint)
    {
        while (true)
        {
            try
            {
                SegmentNodeStore nodes = SegmentNodeStore.Open(
                    layer, _definition.StoreId, _options.NodeSegmentBytes, new NodeVerifier(_definition.Definition));
                if (nodes.ReturnTo(checkpoint.Mark)) return nodes;
                nodes.Dispose();
                _findings.Add(FsckKind.Checkpoint, _disk.PathOf(FileNames.Checkpoint(checkpoint.Revision)), 0,
                    "the files of nodes that the checkpoint names were expected, and they are not all there in their full length");
                return null;
            }
            catch (StoreException failure)
            {
                string? name = layer.List()
                    .FirstOrDefault(name => failure.File == layer.PathOf(name) && FileNames.TryParseNodes(name, out _));
                _findings.Add(FsckKind.NodeFile, failure, _disk.Location);
                if (name is null) return null;
                layer.Delete(name);
            }
        }
    }
}
