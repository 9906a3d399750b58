using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Client;

/// <summary>Where a tree is served, and what is shown there.</summary>
/// <param name="Url">The address of the service, http or https.</param>
/// <param name="Token">The token that every request carries, or null.</param>
internal sealed record TreeAddress(Uri Url, TokenSecret? Token = null);
