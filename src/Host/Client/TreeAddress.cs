using System.Net;
using System.Security.Cryptography.X509Certificates;
using BasisTrees.Host.Tokens;

namespace BasisTrees.Host.Client;

/// <summary>Where a tree is served, what is shown there, and whom to believe that it is there.</summary>
/// <param name="Url">The address of the service, http or https.</param>
/// <param name="Token">The token that every request carries, or null.</param>
/// <param name="Authorities">The only authorities whose certificates are believed; null for those that the system knows.</param>
/// <param name="Tree">The name of the tree there; null for the default one.</param>
internal sealed record TreeAddress(Uri Url, TokenSecret? Token = null, X509Certificate2Collection? Authorities = null, string? Tree = null)
{
    /// <summary>Whether the token would cross a network in the clear; nobody sends it then.</summary>
    internal bool ShowsToken => Token is not null && Url.Scheme == Uri.UriSchemeHttp && !IsHere;

    private bool IsHere => Url.IsLoopback || (IPAddress.TryParse(Url.DnsSafeHost, out IPAddress? address) && IPAddress.IsLoopback(address));
}
