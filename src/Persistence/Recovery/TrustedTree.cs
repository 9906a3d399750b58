namespace BasisTrees.Persistence;

/// <summary>A tree that is to be used if it is whole: the first thing that is wrong with it ends the walk.</summary>
internal sealed class TrustedTree(VerifiedNodes nodes, Func<NodePlace, (string File, long Offset)> locate, bool hasIds)
    : IWalkedTree
{
    public bool TryRead(in EncodedChild node, ref byte[] buffer, out int length)
    {
        length = nodes.Read(node.Label, node.Place, ref buffer);
        return true;
    }

    public void Met(in EncodedChild node, in EncodedNode leaf)
    {
        if (!hasIds) return;
        nodes.ReadId(new Label(leaf.Key));
    }

    /// <exception cref="StoreDamagedException">Always.</exception>
    public void Report(in EncodedChild node, string expected)
    {
        (string file, long offset) = locate(node.Place);
        throw new StoreDamagedException(file, offset, expected);
    }
}
