namespace BasisTrees.Persistence;

/// <summary>Passes nodes on and notes the keys of the leaves among them, which are due to be named by ids.</summary>
internal sealed class FullLeafSink(INodeSink sink, int keyLength) : INodeSink
{
    private readonly ByteWriter _keys = new();
    private int _named;

    /// <summary>The keys that are still to be named.</summary>
    internal int Due => (_keys.Length - _named) / keyLength;

    /// <summary>Whether keys are noted.</summary>
    internal bool IsNoting { get; set; }

    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        if (IsNoting && node[0] == EncodedNode.LeafTag) Note(node);
        return sink.Write(label, node, birth);
    }

    /// <summary>Notes the key of a leaf, unless it is the sentinel's.</summary>
    internal void Note(ReadOnlySpan<byte> leaf)
    {
        ReadOnlySpan<byte> key = leaf.Slice(1, keyLength);
        if (key.ContainsAnyExcept((byte)0)) _keys.Bytes(key);
    }

    /// <summary>Begins the next subtree.</summary>
    internal void Clear()
    {
        _keys.Clear();
        _named = 0;
    }

    /// <summary>Takes a key off those that are due, if it is the next one.</summary>
    internal bool TryName(ReadOnlySpan<byte> key)
    {
        if (Due == 0 || !_keys.Slice(_named, keyLength).SequenceEqual(key)) return false;
        _named += keyLength;
        return true;
    }
}
