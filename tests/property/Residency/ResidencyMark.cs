namespace BasisTrees.Tests.Property;

/// <summary>What a store held at one moment.</summary>
internal sealed record ResidencyMark(Dictionary<NodePlace, ResidencyRecord> Records, Dictionary<NodePlace, long> Deaths);
