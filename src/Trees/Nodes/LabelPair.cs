using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>The labels of both children of an internal node, left then right: 64 bytes, one cache line, as they are hashed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LabelPair
{
    /// <summary>The label of the left child; undefined while the cell says that it is not known.</summary>
    public Label Left;

    /// <summary>The label of the right child; undefined while the cell says that it is not known.</summary>
    public Label Right;
}
