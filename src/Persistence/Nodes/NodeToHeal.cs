namespace BasisTrees.Persistence;

/// <summary>What a reader got from elsewhere and the writing thread is to write where it is missing.</summary>
/// <param name="Label">The label.</param>
/// <param name="Place">Where the damaged record is; unknown if there is none.</param>
/// <param name="Bytes">The right bytes.</param>
internal sealed record NodeToHeal(Label Label, NodePlace Place, byte[] Bytes);
