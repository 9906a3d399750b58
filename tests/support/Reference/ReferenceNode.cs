namespace BasisTrees.Tests.Support;

/// <summary>
/// A node of the reference tree. Nodes never change: every change makes new ones, so an old root is a whole old tree, and a set of
/// visited nodes is kept beside the tree, not in it.
/// </summary>
internal abstract class ReferenceNode
{
    private byte[]? _label;

    /// <summary>The 32-byte label, computed when it is first asked for (AVL-FORMAT section 1). Not to be changed.</summary>
    public byte[] Label => _label ??= ComputeLabel();

    protected abstract byte[] ComputeLabel();
}
