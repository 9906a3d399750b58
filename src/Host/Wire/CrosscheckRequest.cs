namespace BasisTrees.Host.Wire;

/// <summary>That the tree be compared with its notes; it says nothing more.</summary>
internal sealed record CrosscheckRequest;
