namespace BasisTrees.Persistence;

/// <summary>
/// The tree of one retained checkpoint as a check reads it: everything that is wrong is noted, and where its records are.
/// </summary>
internal sealed class CheckedTree : IWalkedTree
{
    private readonly INodeStore _nodes;
    private readonly NodeVerifier _verifier;
    private readonly StoreDefinition _definition;
    private readonly long _revision;
    private readonly FsckFindings _findings;

    /// <summary>Prepares.</summary>
    /// <param name="nodes">The node store as it was at the checkpoint.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="revision">The revision of the checkpoint.</param>
    /// <param name="findings">Takes what is found.</param>
    internal CheckedTree(INodeStore nodes, StoreDefinition definition, long revision, FsckFindings findings)
    {
        _nodes = nodes;
        _verifier = new NodeVerifier(definition);
        _definition = definition;
        _revision = revision;
        _findings = findings;
    }

    /// <summary>The places of the tree's nodes and ids.</summary>
    internal PlaceSet Places { get; } = new();

    public bool TryRead(in EncodedChild node, ref byte[] buffer, out int length)
    {
        NodeReading reading = _nodes.TryRead(node.Label, node.Place, ref buffer, out NodeRecord record);
        length = record.Length;
        switch (reading)
        {
            case NodeReading.Missing:
                Report(node, $"the node {node.Label} was expected, and it is missing");
                return false;
            case NodeReading.Damaged:
                Add(FsckKind.Tree, record.Place.IsKnown ? record.Place : node.Place,
                    $"the node {node.Label} was expected as it was written");
                return false;
            default:
                break;
        }

        if (!_verifier.Matches(node.Label, buffer.AsSpan(0, length)))
        {
            Add(FsckKind.Tree, record.Place, $"a node that hashes to {node.Label} was expected");
            return false;
        }

        if (record.Birth > _revision)
            Add(FsckKind.Tombstone, record.Place, $"a birth at revision {_revision} or before was expected, not at {record.Birth}");
        Places.Add(record.Place);
        return true;
    }

    public void Met(in EncodedChild node, in EncodedNode leaf)
    {
        if (_definition.KeyMode != KeyMode.Hashed) return;
        byte[] buffer = [];
        var key = new Label(leaf.Key);
        NodeReading reading = _nodes.TryRead(key, NodePlace.Unknown, ref buffer, out NodeRecord record);
        if (reading == NodeReading.Found && _verifier.Matches(key, buffer.AsSpan(0, record.Length)) && buffer[0] == NodeFormat.IdTag)
            Places.Add(record.Place);
        else if (reading == NodeReading.Damaged && record.Place.IsKnown)
            Add(FsckKind.Id, record.Place, $"the id behind the key {key} was expected as it was written");
        else
            Add(FsckKind.Id, node.Place, $"the id behind the key {key} of this leaf was expected, and none is kept");
    }

    public void Report(in EncodedChild node, string expected) => Add(FsckKind.Tree, node.Place, expected);

    private void Add(FsckKind kind, NodePlace place, string expected)
    {
        (string file, long offset) = _nodes.Locate(place);
        _findings.Add(kind, file, offset, expected);
    }
}
