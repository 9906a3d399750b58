namespace BasisTrees.Tests.Property;

/// <summary>One record as the model knows it.</summary>
internal sealed record NodesLife(NodesItem Item, NodePlace Place, long Birth, long Death = long.MaxValue);
