namespace BasisTrees.Tests.Support;

/// <summary>What a recursion of the first descent hands up.</summary>
/// <param name="Node">The subtree as it is now; the very same object if nothing changed.</param>
/// <param name="Changed">Whether it was changed.</param>
/// <param name="Grown">Whether its height increased.</param>
/// <param name="ToDelete">Whether the key that was reached is to be deleted by a second descent.</param>
internal readonly record struct ReferenceStep(ReferenceNode Node, bool Changed, bool Grown, bool ToDelete);
