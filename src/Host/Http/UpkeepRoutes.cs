using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes by which a running store is looked after.</summary>
internal static class UpkeepRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServedTrees trees)
    {
        app.MapTree(trees, RouteTable.ListCheckpoints, ListAsync);
        app.MapTree(trees, RouteTable.WriteCheckpoint, CheckpointAsync);
        app.MapTree(trees, RouteTable.DropCheckpoint, UnpinAsync);
        app.MapTree(trees, RouteTable.Check, CheckAsync);
        app.MapTree(trees, RouteTable.ListJobs, ListJobsAsync);
        app.MapTree(trees, RouteTable.RunJob, RunJobAsync);
    }

    private static async Task ListAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        await HttpAnswers.WriteAsync(http, await tree.Access.ListCheckpointsAsync(http.RequestAborted), _ => null);
    }

    // A body is demanded even where it says nothing: a page of another site may send a request without one, but none with JSON.
    private static async Task CheckpointAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<CheckpointRequest> body = await RequestBody.ReadJsonAsync<CheckpointRequest>(http);
        Answer<CheckpointResult> answer = body.TryGet(out CheckpointRequest? request, out Problem? problem)
            ? await tree.Access.CheckpointAsync(request, http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, result => result.Digest);
    }

    private static async Task CheckAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<CheckRequest> body = await RequestBody.ReadJsonAsync<CheckRequest>(http);
        Answer<CheckResult> answer = body.TryGet(out _, out Problem? problem) ? await tree.Access.CheckAsync(http.RequestAborted) : problem;
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private static async Task ListJobsAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<JobList> answer = tree.Jobs is { } jobs ? jobs.List() : Unavailable(tree);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private static async Task RunJobAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        Answer<JobRequest> body = await RequestBody.ReadJsonAsync<JobRequest>(http);
        Answer<JobFacts> answer = !body.TryGet(out _, out Problem? problem) ? problem
            : tree.Jobs is not { } jobs ? Unavailable(tree)
            : query.Text("name") is { } name ? await jobs.RunAsync(name, http.RequestAborted)
            : new Problem(ProblemKind.InvalidRequest, "The parameter name is missing.");
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    internal static Problem Unavailable(ServedTree tree) =>
        new(ProblemKind.TreeUnavailable, $"The tree {tree.Name} is not served: {tree.Failure?.Detail ?? "it is being closed."}");

    private static async Task UnpinAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        Answer<UnpinResult> answer = query.Text("name") is { } name
            ? await tree.Access.UnpinCheckpointAsync(name, http.RequestAborted)
            : new Problem(ProblemKind.InvalidRequest, "The parameter name is missing.");
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }
}
