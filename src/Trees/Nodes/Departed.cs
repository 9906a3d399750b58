namespace BasisTrees;

/// <summary>What one batch has taken out of the tree: readable through older versions, to be released when those are let go.</summary>
/// <remarks>The writer's; reused from batch to batch.</remarks>
internal sealed class Departed
{
    /// <summary>Nodes that were replaced or removed; born ones among them too.</summary>
    public GrowingList<int> Nodes { get; } = new();

    /// <summary>Keys that lost a reference, once for each.</summary>
    public GrowingList<int> Keys { get; } = new();

    /// <summary>Values that no leaf of the tree names any more.</summary>
    public GrowingList<ValueRef> Values { get; } = new();

    /// <summary>About how many bytes the nodes take, where somebody has counted.</summary>
    public long Bytes { get; set; }

    /// <summary>Ends the life of the nodes and releases everything.</summary>
    public void Release(NodePool pool)
    {
        foreach (int handle in Nodes.Items) pool.Release(handle);
        ReleaseKeysAndValues(pool);
    }

    /// <summary>Releases everything; the nodes have expired.</summary>
    public void Free(NodePool pool)
    {
        foreach (int handle in Nodes.Items) pool.Free(handle);
        ReleaseKeysAndValues(pool);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Nodes.Clear();
        Keys.Clear();
        Values.Clear();
        Bytes = 0;
    }

    private void ReleaseKeysAndValues(NodePool pool)
    {
        foreach (int key in Keys.Items) pool.Keys.Release(key);
        foreach (ValueRef value in Values.Items) pool.Values.Release(value);
        Clear();
    }
}
