namespace BasisTrees;

/// <summary>
/// Puts a tree together from a manifest and its subtrees and writes its nodes, children before parents. Everything is checked against the
/// digest of the manifest and against the leaves, also what no hash covers.
/// </summary>
/// <remarks>
/// One thread. Subtrees may come in any order, each whole; of those that were added a few hundred bytes each are kept. A subtree that is
/// refused writes nothing. If in the end the tree is refused, what was written is part of no tree.
/// </remarks>
public sealed class ManifestImport
{
    private readonly Manifest _manifest;
    private readonly INodeSink _sink;
    private readonly long _revision;
    private readonly BranchJoin _join;
    private readonly GrowingList<Label> _labels = new();
    private readonly Branch[] _added;

    // Behind the manifest's nodes for each subtree its first key and its last next key, so that keys stand in one row of bytes.
    private readonly byte[] _keys;

    /// <summary>Begins an import.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="sink">Takes the nodes.</param>
    /// <param name="revision">The revision that the tree gets and that its nodes are born in, 0 or more.</param>
    public ManifestImport(Manifest manifest, INodeSink sink, long revision)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        _manifest = manifest;
        _sink = sink;
        _revision = revision;
        _join = new BranchJoin(manifest.Parameters, sink, revision);
        _added = new Branch[manifest.CutCount];
        _keys = new byte[manifest.Nodes.Length + ((long)manifest.CutCount * 2 * manifest.Parameters.KeyLength)];
        manifest.Nodes.CopyTo(_keys);
        MissingCount = manifest.CutCount;
    }

    /// <summary>The number of subtrees that are still to be added.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Checks a subtree and writes its nodes.</summary>
    /// <param name="subtree">The subtree; any bytes may be given.</param>
    /// <returns>
    /// <see cref="ManifestRefusal.None"/> also for a leaf that stands in the manifest, which needs not be added.
    /// </returns>
    public ManifestRefusal Add(ReadOnlySpan<byte> subtree)
    {
        TreeParameters parameters = _manifest.Parameters;
        _labels.Clear();
        var reader = new NodesReader(subtree, parameters, allowsCuts: false);
        ManifestRefusal refusal = ManifestLabels.Compute(ref reader, subtree, parameters, _labels);
        if (refusal != ManifestRefusal.None) return refusal;
        if (!_manifest.Places.TryGetValue(_labels.Items[^1], out int place)) return ManifestRefusal.Label;
        if (place < 0) return ManifestRefusal.None;
        if (_added[place].Leaves > 0) return ManifestRefusal.Repeated;
        refusal = Manifest.JoinSubtree(subtree, _labels.Items, new BranchJoin(parameters, null, 0), parameters, out _);
        if (refusal != ManifestRefusal.None) return refusal;
        Manifest.JoinSubtree(subtree, _labels.Items, _join, parameters, out Branch branch);
        Keep(subtree, place, branch);
        return ManifestRefusal.None;
    }

    /// <summary>Joins the subtrees under the manifest's nodes and writes these.</summary>
    /// <param name="root">The root of the whole tree, all of whose nodes the sink now has.</param>
    public ManifestRefusal TryFinish(out StoredRoot root)
    {
        root = default;
        if (MissingCount > 0) return ManifestRefusal.Incomplete;

        // First without writing: a manifest whose routing keys are wrong writes nothing either.
        var check = new BranchJoin(_manifest.Parameters, null, 0);
        ManifestRefusal refusal = JoinManifest(check);
        if (refusal != ManifestRefusal.None) return refusal;
        refusal = CheckWhole(check.Take());
        if (refusal != ManifestRefusal.None) return refusal;
        JoinManifest(_join);
        Branch tree = _join.Take();
        root = new StoredRoot(_manifest.Digest, tree.Place, _revision, tree.Leaves - 1);
        return ManifestRefusal.None;
    }

    // The branch's keys move behind those of the manifest.
    private void Keep(ReadOnlySpan<byte> subtree, int place, in Branch branch)
    {
        int keyLength = _manifest.Parameters.KeyLength;
        int at = _manifest.Nodes.Length + (place * 2 * keyLength);
        subtree.Slice(branch.FirstKey, keyLength).CopyTo(_keys.AsSpan(at));
        subtree.Slice(branch.EndKey, keyLength).CopyTo(_keys.AsSpan(at + keyLength));
        Branch kept = branch;
        kept.FirstKey = at;
        kept.EndKey = at + keyLength;
        _added[place] = kept;
        MissingCount--;
    }

    private ManifestRefusal JoinManifest(BranchJoin join)
    {
        int cut = 0;
        var reader = new NodesReader(_manifest.Nodes, _manifest.Parameters, allowsCuts: true);
        for (int i = 0; reader.MoveNext(); i++)
        {
            Label label = _manifest.Labels.Items[i];
            if (reader.Tag == ManifestTag.Cut)
            {
                join.Push(_added[cut++]);
                join.Push(_added[cut++]);
            }

            ManifestRefusal refusal = reader.Tag == ManifestTag.Leaf
                ? join.Leaf(_keys, reader.Start, reader.Length, label)
                : join.Join(_keys, reader.Start, label);
            if (refusal != ManifestRefusal.None) return refusal;
        }

        return ManifestRefusal.None;
    }

    private ManifestRefusal CheckWhole(in Branch tree)
    {
        int keyLength = _manifest.Parameters.KeyLength;
        if (tree.Height != _manifest.Digest.Height) return ManifestRefusal.Digest;
        bool isBounded = !_keys.AsSpan(tree.FirstKey, keyLength).ContainsAnyExcept((byte)0)
            && !_keys.AsSpan(tree.EndKey, keyLength).ContainsAnyExcept((byte)0xFF);
        return isBounded ? ManifestRefusal.None : ManifestRefusal.Sentinel;
    }
}
