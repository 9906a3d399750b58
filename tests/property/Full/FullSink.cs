using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Keeps the nodes and ids of a full checkpoint, the nodes checked as they come.</summary>
internal sealed class FullSink(TreeParameters parameters) : INodeSink
{
    internal ManifestSink Nodes { get; } = new(parameters);

    /// <summary>The ids by their keys.</summary>
    internal Dictionary<Label, byte[]> Ids { get; } = [];

    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        if (node[0] != NodeFormat.IdTag) return Nodes.Write(label, node, birth);
        Ids.Add(label, node[1..].ToArray());
        return new NodePlace(1);
    }
}
