using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Http;

/// <summary>Who may use a route where tokens are needed; a route without one is for nobody.</summary>
/// <param name="Role">The least role, or null for everybody.</param>
internal sealed record RouteAccess(TokenRole? Role);
