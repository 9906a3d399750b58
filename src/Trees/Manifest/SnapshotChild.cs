namespace BasisTrees;

/// <summary>A node of a snapshot that has not been read yet: how it is found, and its label.</summary>
internal readonly record struct SnapshotChild(ChildCell Cell, Label Label, NodePlace Place);
