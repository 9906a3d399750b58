using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>A synced state as the model knows it.</summary>
internal sealed record NodesCheckpoint(NodeStoreMark Mark, long Revision, Dictionary<NodePlace, NodesLife> Lives);
