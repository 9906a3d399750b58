using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A service with several trees, of which some may not open.</summary>
public sealed class SeveralTreesTests : IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Each_tree_has_its_own_entries_and_kind_of_keys()
    {
        using ServedStore service = Start();
        string[] at = ["--url", service.Url];
        BasisProgram.Run(["put", "a", "of the default", .. at]).Done();
        BasisProgram.Run(["put", "a", "of the ledger", "--tree", "ledger", .. at]).Done();
        BasisProgram.Run(["put", "b", "too", "--tree", "ledger", .. at]).Done();
        Assert.Equal("of the default", BasisProgram.Run(["get", "a", .. at]).Done());
        Assert.Equal("of the default", BasisProgram.Run(["get", "a", "--tree", "default", .. at]).Done());
        Assert.Equal("of the ledger", BasisProgram.Run(["get", "a", "--tree", "ledger", .. at]).Done());
        Assert.Equal("1", BasisProgram.Run(["scan", "--count-only", "--prefix", "b", "--tree", "ledger", .. at]).Done());
        BasisProgram.Run(["get", "a", "--tree", "notes", .. at]).Refused(3);

        // A proof of one tree is none of another.
        string proof = _scratch.Write("proof.json", BasisProgram.Run(["prove", "a", "--tree", "ledger", .. at]).Done());
        string trust = BasisProgram.Run(["trust", "--tree", "ledger", .. at]).Done();
        Assert.Equal(0, BasisProgram.Run("verify", proof, "--trust", trust).ExitCode);
        Assert.NotEqual(0, BasisProgram.Run(["verify", proof, "--trust", BasisProgram.Run(["trust", .. at]).Done()]).ExitCode);
        foreach (string[] command in new[] { ["checkpoint"], ["fsck"], ["stats"], new[] { "log" } })
            BasisProgram.Run([.. command, "--tree", "ledger", .. at]).Done();

        JsonArray trees = (await AskAsync(service, "v1/trees"))["trees"]!.AsArray();
        Assert.Equal(["default ok /v1 1", "ledger ok /v1/trees/ledger 2", "notes ok /v1/trees/notes 0"], trees.Select(tree =>
            $"{tree!["name"]} {tree["status"]} {tree["path"]} {tree["revision"]}"));
        Assert.Equal("""{"status":"ok"}""", (await AskAsync(service, "readyz")).ToJsonString());
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(0, exitCode);
        Assert.Contains("Stopped default at revision 1, ledger at revision 2, notes at revision 0.", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_that_is_damaged_or_locked_does_not_keep_the_others_from_being_served()
    {
        using (ServedStore first = Start()) Assert.Equal(0, first.Stop().ExitCode);
        File.WriteAllBytes(Path.Combine(_scratch["ledger"], "store"), new byte[100]);
        using TreeStore held = TreeStore.Open(DirectoryDisk.Open(_scratch["notes"]), new StoreOptions());
        using ServedStore service = Start();
        Assert.Contains("basis: The tree ledger is not served; the others are. ", service.Talk(), StringComparison.Ordinal);
        Assert.Contains("basis: The tree notes is not served; the others are. ", service.Talk(), StringComparison.Ordinal);
        BasisProgram.Run("put", "a", "1", "--url", service.Url).Done();
        string refused = BasisProgram.Run("get", "a", "--tree", "ledger", "--url", service.Url).Refused(6);
        Assert.StartsWith("basis: The tree ledger is not served: ", refused, StringComparison.Ordinal);
        foreach ((string verb, string path) in MappedRoutes.All.Where(route => route.Path.Contains("{tree}", StringComparison.Ordinal)))
        {
            string query = path switch
            {
                _ when path.EndsWith("/entry", StringComparison.Ordinal) || path.EndsWith("/note", StringComparison.Ordinal) => "?id=a",
                _ when path.EndsWith("/differences", StringComparison.Ordinal) => "?earlier=0",
                _ when verb == "DELETE" => "?name=a",
                _ => string.Empty,
            };
            string body = path.EndsWith("/proofs", StringComparison.Ordinal) ? """{"ids":["a"]}"""
                : path.EndsWith("/batches", StringComparison.Ordinal) || path.EndsWith("/preview", StringComparison.Ordinal)
                    ? """{"operations":[{"op":"remove","id":"a"}]}"""
                : path.EndsWith("/backups", StringComparison.Ordinal) ? """{"kind":"full"}"""
                : "{}";
            string named = path.Replace("{tree}", "ledger", StringComparison.Ordinal)[1..];
            var request = new HttpRequestMessage(new HttpMethod(verb), named + query);
            if (verb is "POST" or "PUT") request.Content = new StringContent(body, s_json);
            using HttpResponseMessage response = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
            await HttpAsking.AssertProblem(response, 503, "tree-unavailable");
        }

        Assert.Equal("""{"status":"degraded","trees":["ledger","notes"]}""", (await AskAsync(service, "readyz")).ToJsonString());
        JsonArray trees = (await AskAsync(service, "v1/trees"))["trees"]!.AsArray();
        Assert.Equal(["ok", "unavailable", "unavailable"], trees.Select(tree => (string?)tree!["status"]));
        Assert.All(trees.Skip(1), tree => Assert.NotEmpty((string)tree!["detail"]!));
        using HttpResponseMessage missing = await service.Http.GetAsync("v1/trees/none/stats", TestContext.Current.CancellationToken);
        await HttpAsking.AssertProblem(missing, 404, "tree-not-found");
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public void Where_no_tree_can_be_opened_the_start_is_refused()
    {
        using (ServedStore first = Start()) Assert.Equal(0, first.Stop().ExitCode);
        foreach (string name in new[] { "data", "ledger", "notes" })
            File.WriteAllBytes(Path.Combine(_scratch[name], "store"), new byte[100]);
        BasisProgram.Run("serve", "--config", Configuration(), "--data", _scratch["data"], "--listen", "127.0.0.1:0").Refused(5);
        string option = BasisProgram.Run("get", "a", "--tree", "../x", "--url", "http://127.0.0.1:1").Refused(2);
        Assert.Contains("letters, digits, _ and -", option, StringComparison.Ordinal);
        BasisProgram.Run("get", "a", "--tree", "ledger", "--data", _scratch["data"]).Refused(2);
    }

    private static async Task<JsonNode> AskAsync(ServedStore service, string path)
    {
        using HttpResponseMessage response = await service.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await HttpAsking.JsonOf(response);
    }

    private ServedStore Start() => ServedStore.Start(_scratch["data"], "--config", Configuration());

    private string Configuration() => _scratch.Write("basis.toml", $"""
        [trees.ledger]
        data = "{_scratch["ledger"]}"
        keys = "padded"
        key_length = 20
        [trees.notes]
        data = "{_scratch["notes"]}"
        """);
}
