namespace BasisTrees.Tests.Property;

/// <summary>One life of a node in a store.</summary>
internal sealed record ResidencyRecord(Label Label, byte[] Bytes, long Birth);
