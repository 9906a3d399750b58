using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Api;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Http;

/// <summary>The routes of notes: bodies beside the tree.</summary>
internal static class NoteRoutes
{
    internal static void Map(IEndpointRouteBuilder app, ServedTrees trees)
    {
        app.MapTree(trees, RouteTable.GetNote, GetAsync);
        app.MapTree(trees, RouteTable.PutNote, PutAsync);
        app.MapTree(trees, RouteTable.EraseNote, EraseAsync);
        app.MapTree(trees, RouteTable.Crosscheck, CrosscheckAsync);
    }

    private static async Task GetAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        bool wantsBytes = HttpAnswers.WantsBytes(http);
        ByteEncoding encoding = default;
        Answer<NoteResult> answer = query.Bytes("id") is not { } id ? Routes.NoId()
            : !query.TryNumber("revision", null, out long? revision, out Problem? problem) ? problem
            : !query.TryFlag("proof", out bool proof, out problem) ? problem
            : !query.TryEncoding(out encoding, out problem) ? problem
            : proof && wantsBytes
                ? Routes.Refuse("A proof stands beside the body in JSON only; leave out the header Accept or proof=true.")
            : await tree.Access.ReadNoteAsync(new EntryRequest(id) { Revision = revision, Proof = proof }, http.RequestAborted);
        if (wantsBytes && answer.TryGet(out NoteResult? note, out _))
        {
            if (HttpAnswers.TagAndCompare(http, note.Digest)) return;
            ReadOnlyMemory<byte> body = note.Body?.Memory ?? default;
            http.Response.ContentType = RequestBody.BytesType;
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
            return;
        }

        await HttpAnswers.WriteAsync(http, answer, found => found.Digest, encoding);
    }

    private static async Task PutAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        if (query.Bytes("id") is not { } id)
        {
            await HttpAnswers.WriteAsync(http, Routes.NoId());
            return;
        }

        byte[] body = await RequestBody.ReadAsync(http, Note.BodyLengthMax);
        await Routes.CommitOneAsync(http, tree, new WireOperation(Words.PutNote, new Bytes(id), new Bytes(body)));
    }

    private static async Task EraseAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is not { } query) return;
        byte[] value = [];
        Answer<NoteErasureResult> answer = query.Bytes("id") is not { } id ? Routes.NoId()
            : query.Text("value") is { } hex && !ByteText.TryDecode(hex, ByteEncoding.Hex, out value!, out _)
                ? Routes.Refuse($"The parameter value is the value of a note in {2 * NoteValue.Length} hexadecimal digits.")
            : await tree.Access.EraseNoteAsync(id, value, http.RequestAborted);
        await HttpAnswers.WriteAsync(http, answer, _ => null);
    }

    private static async Task CrosscheckAsync(HttpContext http, ServedTree tree)
    {
        if (await Routes.QueryAsync(http) is null) return;
        Answer<CrosscheckRequest> body = await RequestBody.ReadJsonAsync<CrosscheckRequest>(http);
        Answer<CrosscheckResult> answer = body.TryGet(out _, out Problem? problem)
            ? await tree.Access.CrosscheckAsync(http.RequestAborted)
            : problem;
        await HttpAnswers.WriteAsync(http, answer, result => result.Digest);
    }
}
