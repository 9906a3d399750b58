using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes of the backup set that the configuration names; none takes a path from a request.</summary>
internal static class BackupRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServedTrees trees)
    {
        app.MapTree(trees, RouteTable.ListBackups, ListAsync);
        app.MapTree(trees, RouteTable.WriteBackup, WriteAsync);
        app.MapTree(trees, RouteTable.VerifyBackups, VerifyAsync);
    }

    private static async Task ListAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<BackupList> answer = tree.Backups is { } backups ? backups.List() : UpkeepRoutes.Unavailable(tree);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private static async Task WriteAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<BackupRequest> body = await RequestBody.ReadJsonAsync<BackupRequest>(http);
        Answer<BackupResult> answer = !body.TryGet(out BackupRequest? request, out Problem? problem) ? problem
            : tree.Backups is { } backups ? await backups.WriteAsync(request, http.RequestAborted)
            : UpkeepRoutes.Unavailable(tree);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private static async Task VerifyAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<VerifyRequest> body = await RequestBody.ReadJsonAsync<VerifyRequest>(http);
        Answer<BackupVerification> answer = !body.TryGet(out _, out Problem? problem) ? problem
            : tree.Backups is { } backups ? await backups.VerifyAsync(http.RequestAborted)
            : UpkeepRoutes.Unavailable(tree);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }
}
