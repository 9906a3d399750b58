using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// The top of a tree as scrypto writes it, from which each subtree that it cuts off can be checked on its own (AVL-FORMAT section 8).
/// </summary>
/// <remarks>
/// Immutable; any thread may use it. It owns a copy of its bytes. Its labels and balances are covered by the digest; its routing keys are
/// not, and are compared with the leaves when the tree is put together by a <see cref="ManifestImport"/>.
/// </remarks>
public sealed class Manifest
{
    private const int HeightLength = sizeof(int);

    private readonly byte[] _nodes;

    private Manifest(TreeParameters parameters, Digest digest, byte[] nodes, GrowingList<Label> labels)
    {
        Parameters = parameters;
        Digest = digest;
        _nodes = nodes;
        Labels = labels;
    }

    /// <summary>The constants of the tree.</summary>
    public TreeParameters Parameters { get; }

    /// <summary>The digest of the tree: the label that the manifest has, and the height that it states.</summary>
    public Digest Digest { get; }

    /// <summary>
    /// The labels of the subtrees from left to right, as scrypto lists them: a leaf that stands in the manifest is one of them, unless it
    /// is the root.
    /// </summary>
    public IReadOnlyList<Label> Subtrees { get; private set; } = [];

    internal ReadOnlySpan<byte> Nodes => _nodes;

    /// <summary>The labels of the manifest's own nodes in post-order.</summary>
    internal GrowingList<Label> Labels { get; }

    /// <summary>For each subtree by its label its place among those to be added, or -1 if it is a leaf that the manifest has.</summary>
    internal Dictionary<Label, int> Places { get; } = [];

    /// <summary>The number of subtrees that are cut off.</summary>
    internal int CutCount { get; private set; }

    /// <summary>Reads a manifest; any bytes may be given.</summary>
    /// <param name="bytes">The manifest, nothing before or after it; copied. One of 512 MiB or less is never too large.</param>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="digest">The digest that it must have, or null if any will do and the caller judges <see cref="Digest"/>.</param>
    /// <param name="manifest">The manifest, if it is not refused.</param>
    public static ManifestRefusal TryRead(
        ReadOnlySpan<byte> bytes, TreeParameters parameters, Digest? digest, out Manifest? manifest)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        manifest = null;
        if (bytes.Length < HeightLength) return ManifestRefusal.Malformed;
        int height = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (digest is { } expected && expected.Height != height) return ManifestRefusal.Digest;
        if (height is < 0 or > ProofLimits.HeightMax) return ManifestRefusal.Balance;
        byte[] nodes = bytes[HeightLength..].ToArray();
        var labels = new GrowingList<Label>();
        var reader = new NodesReader(nodes, parameters, allowsCuts: true);
        ManifestRefusal refusal = ManifestLabels.Compute(ref reader, nodes, parameters, labels);
        if (refusal != ManifestRefusal.None) return refusal;
        var found = new Digest(labels.Items[^1], (byte)height);
        if (digest is not null && digest != found) return ManifestRefusal.Digest;
        var read = new Manifest(parameters, found, nodes, labels);
        if (!read.TryListSubtrees()) return ManifestRefusal.Repeated;

        // The keys of all subtrees must fit behind the nodes in one array of an import.
        if (nodes.Length + ((long)read.CutCount * 2 * parameters.KeyLength) > Array.MaxLength) return ManifestRefusal.Malformed;
        manifest = read;
        return ManifestRefusal.None;
    }

    /// <summary>
    /// Checks a subtree on its own: its label, and that below it balances, order, the chain of leaves and routing keys are right.
    /// </summary>
    /// <param name="bytes">The subtree, nothing before or after it.</param>
    /// <param name="parameters">The constants of the tree.</param>
    /// <param name="label">The label that it must have, one of <see cref="Subtrees"/>.</param>
    public static ManifestRefusal CheckSubtree(ReadOnlySpan<byte> bytes, TreeParameters parameters, Label label)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var labels = new GrowingList<Label>();
        var reader = new NodesReader(bytes, parameters, allowsCuts: false);
        ManifestRefusal refusal = ManifestLabels.Compute(ref reader, bytes, parameters, labels);
        if (refusal != ManifestRefusal.None) return refusal;
        if (labels.Items[^1] != label) return ManifestRefusal.Label;
        return JoinSubtree(bytes, labels.Items, new BranchJoin(parameters, null, 0), parameters, out _);
    }

    /// <summary>Puts a subtree together whose labels are known.</summary>
    internal static ManifestRefusal JoinSubtree(
        ReadOnlySpan<byte> bytes, ReadOnlySpan<Label> labels, BranchJoin join, TreeParameters parameters, out Branch branch)
    {
        branch = default;
        var reader = new NodesReader(bytes, parameters, allowsCuts: false);
        for (int i = 0; reader.MoveNext(); i++)
        {
            ManifestRefusal refusal = reader.Tag == ManifestTag.Leaf
                ? join.Leaf(bytes, reader.Start, reader.Length, labels[i])
                : join.Join(bytes, reader.Start, labels[i]);
            if (refusal != ManifestRefusal.None) return refusal;
        }

        branch = join.Take();
        return ManifestRefusal.None;
    }

    // Labels of one tree all differ, for keys do; were two the same, a subtree would not know its place.
    private bool TryListSubtrees()
    {
        var subtrees = new List<Label>();
        var reader = new NodesReader(_nodes, Parameters, allowsCuts: true);
        for (int i = 0; reader.MoveNext(); i++)
        {
            if (reader.Tag == ManifestTag.Leaf && reader.Length != _nodes.Length)
            {
                subtrees.Add(Labels.Items[i]);
                if (!Places.TryAdd(Labels.Items[i], -1)) return false;
            }
            else if (reader.Tag == ManifestTag.Cut)
            {
                Label left = ManifestLabels.ChildOfCut(_nodes, reader, false);
                Label right = ManifestLabels.ChildOfCut(_nodes, reader, true);
                subtrees.Add(left);
                subtrees.Add(right);
                if (!Places.TryAdd(left, CutCount++) || !Places.TryAdd(right, CutCount++)) return false;
            }
        }

        Subtrees = subtrees;
        return true;
    }
}
