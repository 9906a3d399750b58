namespace BasisTrees.Tests.Support;

/// <summary>A node of which a proof shows the label only.</summary>
internal sealed class ReferenceStub(byte[] label) : ReferenceNode
{
    protected override byte[] ComputeLabel() => label;
}
