namespace BasisTrees.Host.Wire;

/// <summary>What can be asked of the service.</summary>
/// <param name="Name">The name of the product.</param>
/// <param name="Routes">The routes, each with its parameters.</param>
internal sealed record RouteList(string Name, IReadOnlyList<string> Routes)
{
    internal static RouteList All { get; } = new(
        "BasisTrees",
        [
            "GET /v1/stats",
            "GET /v1/trust?revision=",
            "GET /v1/entry?id=",
            "PUT /v1/entry?id=&mode=put|insert|update (body: the value)",
            "DELETE /v1/entry?id=",
            "GET /v1/entries?from=&to=&prefix=&limit=&cursor=&reverse=&count_only=",
            """POST /v1/batches {"operations":[{"op":"insert","id":"...","value":"..."}],"expected_digest":"...","proof":true}""",
            "POST /v1/preview (as /v1/batches, changes nothing)",
            "POST /v1/proofs {\"ids\":[\"...\"]}",
            "GET /v1/log?from=&limit=",
            "GET /v1/checkpoints",
            """POST /v1/checkpoints {"name":"...","compact":true} (both may be left out)""",
            "DELETE /v1/checkpoints?name=",
            "POST /v1/checks {}",
            "GET /livez",
            "GET /readyz",
        ]);
}
