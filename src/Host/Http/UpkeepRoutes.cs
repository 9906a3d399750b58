using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes by which a running store is looked after.</summary>
/// <param name="tree">The tree that is asked.</param>
internal sealed class UpkeepRoutes(ITreeAccess tree)
{
    internal void Map(IEndpointRouteBuilder app)
    {
        app.Map(RouteTable.ListCheckpoints, ListAsync);
        app.Map(RouteTable.WriteCheckpoint, CheckpointAsync);
        app.Map(RouteTable.DropCheckpoint, UnpinAsync);
        app.Map(RouteTable.Check, CheckAsync);
    }

    private async Task ListAsync(HttpContext http)
    {
        if (await Routes.QueryAsync(http) is null) return;
        await HttpAnswers.WriteAsync(http, await tree.ListCheckpointsAsync(http.RequestAborted), _ => null);
    }

    // A body is demanded even where it says nothing: a page of another site may send a request without one, but none with JSON.
    private async Task CheckpointAsync(HttpContext http)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<CheckpointRequest> body = await RequestBody.ReadJsonAsync<CheckpointRequest>(http);
        Answer<CheckpointResult> answer = body.TryGet(out CheckpointRequest? request, out Problem? problem)
            ? await tree.CheckpointAsync(request, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, result => result.Digest);
    }

    private async Task CheckAsync(HttpContext http)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<CheckRequest> body = await RequestBody.ReadJsonAsync<CheckRequest>(http);
        Answer<CheckResult> answer = body.TryGet(out _, out Problem? problem) ? await tree.CheckAsync(http.RequestAborted) : problem;
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private async Task UnpinAsync(HttpContext http)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        Answer<UnpinResult> answer = query.Text("name") is { } name
            ? await tree.UnpinCheckpointAsync(name, http.RequestAborted)
            : new Problem(ProblemKind.InvalidRequest, "The parameter name is missing.");
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }
}
