using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A source of lost nodes that does what a test wants; fewer than one byte means that it has nothing.</summary>
internal sealed class NodesRestoration(NodesRestoration.Giving give) : INodeRestoration
{
    internal delegate int Giving(ref byte[] buffer);

    public bool TryRestore(in Label label, ref byte[] buffer, out int length) => (length = give(ref buffer)) > 0;
}
