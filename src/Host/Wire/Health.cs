namespace BasisTrees.Host.Wire;

/// <summary>That the service is well.</summary>
/// <param name="Status">Always <c>ok</c>; anything else is a problem document.</param>
internal sealed record Health(string Status);
