using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Http;

/// <summary>The routes that compare revisions.</summary>
internal static class RevisionRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServedTrees trees) => app.MapTree(trees, RouteTable.Compare, CompareAsync);

    private static async Task CompareAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        const int otherwise = DifferencesRequest.PageDefault;
        ByteEncoding encoding = default;
        Answer<DifferencePage> answer = !query.TryNumber("earlier", null, out long? earlier, out Problem? problem) ? problem
            : earlier is not { } from ? new Problem(ProblemKind.InvalidRequest, "The parameter earlier is missing: the earlier revision.")
            : !query.TryNumber("later", null, out long? later, out problem) ? problem
            : !query.TryNumber("limit", otherwise, out long? limit, out problem) ? problem
            : !query.TryEncoding(out encoding, out problem) ? problem
            : await tree.Access.CompareAsync(
                new DifferencesRequest
                {
                    Earlier = from,
                    Later = later,
                    From = query.Bytes("from"),
                    To = query.Bytes("to"),
                    Prefix = query.Bytes("prefix"),
                    Limit = (int)Math.Min(limit ?? otherwise, int.MaxValue),
                    Cursor = query.Text("cursor"),
                },
                http.RequestAborted);
        await HttpAnswers.WriteAsync(http, answer, page => page.LaterDigest, encoding);
    }
}
