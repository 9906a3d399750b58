using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Tokens;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>
/// Stands between the choice of a route and the route: lets pass who has a token whose role reaches. What has no route is told to
/// bearers of any token only.
/// </summary>
/// <param name="tokens">The tokens, or null if everybody may ask.</param>
internal sealed class AccessGuard(TokenWatch? tokens)
{
    private const string Scheme = "Bearer ";

    internal Task RunAsync(HttpContext http, RequestDelegate next) =>
        ProblemOf(http) is { } problem ? HttpAnswers.WriteAsync(http, problem) : next(http);

    private Problem? ProblemOf(HttpContext http)
    {
        if (tokens is null) return null;
        Endpoint? endpoint = http.GetEndpoint();
        RouteFacts? facts = endpoint?.Metadata.GetMetadata<RouteFacts>();
        if (facts is { Role: null }) return null;
        if (Find(http.Request, tokens.Current) is not { } bearer)
        {
            return new Problem(
                ProblemKind.Unauthorized,
                http.Request.Headers.Authorization.Count == 0
                    ? "This route needs a token: Authorization: Bearer TOKEN, or with the command basis --token-file FILE."
                    : "The token does not hold: it is malformed, unknown or revoked.");
        }

        // What is no route of ours is the framework's refusal of a method, or nothing at all; a route that says nothing is for admins.
        TokenRole needed = facts?.Role ?? (endpoint is RouteEndpoint ? TokenRole.Admin : TokenRole.Read);
        return bearer.Role >= needed
            ? null
            : new Problem(
                ProblemKind.Forbidden,
                $"The token {bearer.Name} has the role {Words.Of(bearer.Role)}; this route needs {Words.Of(needed)}.");
    }

    private static TokenEntry? Find(HttpRequest request, TokenSet tokens)
    {
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        return TokenSecret.TryParse(header[Scheme.Length..].Trim(' '), out TokenSecret? secret) ? tokens.Find(secret) : null;
    }
}
