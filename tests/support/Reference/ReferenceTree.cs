using System.Buffers.Binary;

namespace BasisTrees.Tests.Support;

/// <summary>
/// The oracle: a slow and literal rendering of AVL-FORMAT sections 1 to 5 that shares no code with the product. A pending batch is
/// closed by <see cref="Seal"/>, which gives its proof.
/// </summary>
internal sealed class ReferenceTree
{
    private readonly ReferenceProverGuide _guide = new();
    private readonly HashSet<ReferenceNode> _visited = new(ReferenceEqualityComparer.Instance);
    private ReferenceNode _root;
    private ReferenceNode _sealedRoot;
    private int _height;
    private int _sealedHeight;
    private long _sealedCount;

    /// <summary>The empty tree: one sentinel leaf.</summary>
    public ReferenceTree(TreeParameters parameters)
        : this(parameters, EmptyTree(parameters), 0, 0)
    {
    }

    private ReferenceTree(TreeParameters parameters, ReferenceNode root, int height, long count)
    {
        Parameters = parameters;
        (_root, _height, Count) = (root, height, count);
        (_sealedRoot, _sealedHeight, _sealedCount) = (root, height, count);
    }

    public TreeParameters Parameters { get; }

    /// <summary>The number of user keys, with the pending operations.</summary>
    public long Count { get; private set; }

    /// <summary>The digest with the pending operations.</summary>
    public Digest Digest => new(new Label(_root.Label), checked((byte)_height));

    /// <summary>The digest when the pending batch began.</summary>
    public Digest SealedDigest => new(new Label(_sealedRoot.Label), checked((byte)_sealedHeight));

    /// <summary>The root with the pending operations.</summary>
    public ReferenceNode Root => _root;

    public int Height => _height;

    public ReferenceAnswer Apply(in Operation operation)
    {
        _guide.Begin();
        try
        {
            ReferenceUpdate.CheckKey(operation.Key.Span, Parameters.KeyLength);
            ReferenceDescent descent = new(_guide, Parameters, operation);
            (ReferenceNode root, int heightChange) = descent.Run(_root);
            _root = root;
            _height += heightChange;
            Count += descent.Added;
            _visited.UnionWith(descent.Visited);
            return new ReferenceAnswer(descent.Old is null ? Outcome.Absent : Outcome.Present, descent.Old);
        }
        catch (ReferenceRefusalException refusal)
        {
            _guide.Undo();
            return new ReferenceAnswer(refusal.Outcome, null);
        }
    }

    /// <summary>Closes the batch and returns its proof (AVL-FORMAT section 5).</summary>
    public byte[] Seal()
    {
        List<byte> proof = [];
        bool previousLeafAvailable = false;
        Pack(_sealedRoot, proof, ref previousLeafAvailable);
        proof.Add(4);
        proof.AddRange(_guide.Pack());
        _visited.Clear();
        _guide.Clear();
        (_sealedRoot, _sealedHeight, _sealedCount) = (_root, _height, Count);
        return [.. proof];
    }

    /// <summary>Drops the pending operations.</summary>
    public void Discard()
    {
        (_root, _height, Count) = (_sealedRoot, _sealedHeight, _sealedCount);
        _visited.Clear();
        _guide.Clear();
    }

    /// <summary>Another tree that begins at the last sealed state; nodes are never changed, so both go their own ways.</summary>
    public ReferenceTree Fork() => new(Parameters, _sealedRoot, _sealedHeight, _sealedCount);

    /// <summary>The user entries with the pending operations, in key order.</summary>
    public List<KeyValuePair<byte[], byte[]>> Entries()
    {
        List<KeyValuePair<byte[], byte[]>> entries = [];
        Collect(_root, entries);
        entries.RemoveAt(0);
        return entries;
    }

    private static ReferenceLeaf EmptyTree(TreeParameters parameters)
    {
        byte[] positive = new byte[parameters.KeyLength];
        positive.AsSpan().Fill(0xFF);
        return new ReferenceLeaf(new byte[parameters.KeyLength], new byte[parameters.ValueLength ?? 0], positive);
    }

    private void Pack(ReferenceNode node, List<byte> proof, ref bool previousLeafAvailable)
    {
        if (!_visited.Contains(node))
        {
            proof.Add(3);
            proof.AddRange(node.Label);
            previousLeafAvailable = false;
            return;
        }

        if (node is ReferenceInternal r)
        {
            Pack(r.Left, proof, ref previousLeafAvailable);
            Pack(r.Right, proof, ref previousLeafAvailable);
            proof.Add(unchecked((byte)r.Balance));
            return;
        }

        ReferenceLeaf leaf = (ReferenceLeaf)node;
        proof.Add(2);
        if (!previousLeafAvailable) proof.AddRange(leaf.Key);
        proof.AddRange(leaf.NextKey);
        if (Parameters.ValueLength is null)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, leaf.Value.Length);
            proof.AddRange(length);
        }

        proof.AddRange(leaf.Value);
        previousLeafAvailable = true;
    }

    private static void Collect(ReferenceNode node, List<KeyValuePair<byte[], byte[]>> entries)
    {
        if (node is ReferenceLeaf leaf)
        {
            entries.Add(new(leaf.Key, leaf.Value));
            return;
        }

        ReferenceInternal r = (ReferenceInternal)node;
        Collect(r.Left, entries);
        Collect(r.Right, entries);
    }
}
