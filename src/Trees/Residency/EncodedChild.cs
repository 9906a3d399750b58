namespace BasisTrees;

/// <summary>What the bytes of an internal node say of one child.</summary>
/// <param name="Label">The label of the child.</param>
/// <param name="Place">Where its record is, or <see cref="NodePlace.Unknown"/>.</param>
public readonly record struct EncodedChild(Label Label, NodePlace Place);
