namespace BasisTrees.Tests.Support;

/// <summary>A leaf: key, value, and the key of the leaf to the right.</summary>
internal sealed class ReferenceLeaf(byte[] key, byte[] value, byte[] nextKey) : ReferenceNode
{
    public byte[] Key { get; } = key;

    public byte[] Value { get; } = value;

    public byte[] NextKey { get; } = nextKey;

    protected override byte[] ComputeLabel() => ReferenceHash.Of([0], Key, Value, NextKey);
}
