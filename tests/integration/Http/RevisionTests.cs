using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Revisions of kept checkpoints over HTTP and by commands: values, listings, proofs, and what is said of the others.</summary>
public sealed class RevisionTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Earlier_revisions_are_read_and_proved_as_they_were()
    {
        using HttpAsking ask = await WithHistoryAsync();
        JsonNode now = await HttpAsking.JsonOf(await ask.GetAsync("v1/entry?id=k05"));
        Assert.Equal(("30", 30), ((string?)now["value"], (long)now["revision"]!));
        foreach (long revision in new long[] { 10, 20 })
        {
            JsonNode then = await HttpAsking.JsonOf(await ask.GetAsync($"v1/entry?id=k05&revision={revision}&proof=true"));
            string digest = (string)(await HttpAsking.JsonOf(await ask.GetAsync($"v1/trust?revision={revision}")))["digest"]!;
            Assert.Equal((revision, $"{revision}", digest), ((long)then["revision"]!, (string?)then["value"], (string?)then["digest"]));
            AssertProof(then["proof"]!, revision, ask);
            var body = $$"""{"ids":["k05","none"],"revision":{{revision}}}""";
            JsonNode proof = await HttpAsking.JsonOf(await ask.PostAsync("v1/proofs", body));
            Assert.Equal([true, false], proof["entries"]!.AsArray().Select(entry => (bool)entry!["found"]!));
            AssertProof(proof, revision, ask);
        }

        var unchanged = new HttpRequestMessage(HttpMethod.Get, "v1/entry?id=k05&revision=10");
        unchanged.Headers.TryAddWithoutValidation("If-None-Match", $"\"{await DigestAsync(ask, 10)}\"");
        Assert.Equal(304, (int)(await ask.SendAsync(unchanged)).StatusCode);
        var bytes = new HttpRequestMessage(HttpMethod.Get, "v1/entry?id=k05&proof=true");
        bytes.Headers.TryAddWithoutValidation("Accept", "application/octet-stream");
        await HttpAsking.AssertProblem(await ask.SendAsync(bytes), 400, "invalid-request");
    }

    [Fact]
    public async Task Other_revisions_are_gone_or_never_were()
    {
        using HttpAsking ask = await WithHistoryAsync();
        foreach (string path in new[] { "v1/entry?id=k05&revision=15", "v1/entries?revision=15", "v1/entries?revision=15&count_only=true" })
        {
            JsonNode gone = await HttpAsking.AssertProblem(await ask.GetAsync(path), 410, "revision-not-retained");
            Assert.Equal([10, 20], gone["retained"]!.AsArray().Select(revision => (long)revision!));
            Assert.Contains("10 and 20", (string)gone["detail"]!, StringComparison.Ordinal);
        }

        await HttpAsking.AssertProblem(await ask.PostAsync("v1/proofs", """{"ids":["a"],"revision":25}"""), 410, "revision-not-retained");
        await HttpAsking.AssertProblem(await ask.PostAsync("v1/proofs", """{"ids":["a"],"revision":-1}"""), 404, "revision-not-found");
        await HttpAsking.AssertProblem(await ask.GetAsync("v1/entries?revision=31"), 404, "revision-not-found");
        await HttpAsking.AssertProblem(await ask.GetAsync("v1/entry?id=a&revision=x"), 400, "invalid-request");
    }

    [Fact]
    public async Task Pages_stay_at_a_revision_that_is_retained_and_go_on_at_the_head_otherwise()
    {
        using HttpAsking ask = await WithHistoryAsync();
        List<string> ids = [];
        string? cursor = null;
        do
        {
            string more = cursor is null ? "&revision=20" : "&cursor=" + cursor; // the cursor alone knows the revision
            JsonNode page = await HttpAsking.JsonOf(await ask.GetAsync("v1/entries?limit=3" + more));
            Assert.Equal(20, (long)page["revision"]!);
            Assert.All(page["entries"]!.AsArray(), entry => Assert.Equal("20", (string?)entry!["value"]));
            ids.AddRange(page["entries"]!.AsArray().Select(entry => (string)entry!["id"]!));
            cursor = (string?)page["next"];
            await ask.PutAsync($"x{ids.Count}", "new"u8.ToArray());
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"k{n:00}"), ids);

        JsonNode first = await HttpAsking.JsonOf(await ask.GetAsync("v1/entries?limit=3"));
        await ask.PutAsync("another", "new"u8.ToArray());
        JsonNode second = await HttpAsking.JsonOf(await ask.GetAsync($"v1/entries?limit=3&cursor={first["next"]}"));
        Assert.Equal((long)first["revision"]! + 1, (long)second["revision"]!);
        await HttpAsking.AssertProblem(await ask.GetAsync($"v1/entries?revision=20&cursor={first["next"]}"), 400, "invalid-request");
    }

    [Fact]
    public async Task Revisions_are_listed_in_pages_both_ways()
    {
        using HttpAsking ask = await WithHistoryAsync();
        foreach (bool reverse in new[] { false, true })
        {
            List<JsonNode> all = [];
            string more = "";
            do
            {
                string query = $"v1/revisions?limit=7&reverse={(reverse ? "true" : "false")}{more}";
                JsonNode page = await HttpAsking.JsonOf(await ask.GetAsync(query));
                Assert.Equal((1, 30), ((long)page["first"]!, (long)page["head"]!));
                all.AddRange(page["revisions"]!.AsArray().Select(row => row!));
                more = page["next"] is { } next ? $"&from={next}" : "";
            }
            while (more.Length > 0);
            if (reverse) all.Reverse();
            Assert.Equal(Enumerable.Range(1, 30), all.Select(row => (int)row["revision"]!));
            Assert.Equal([10, 20, 30], all.Where(row => (bool)row["retained"]!).Select(row => (long)row["revision"]!));
            Assert.Equal(["ten"], all.Select(row => (string?)row["checkpoint"]).OfType<string>());
            Assert.Equal(Enumerable.Repeat(10, 30), all.Select(row => (int)row["operations"]!));
            foreach (JsonNode row in all) Assert.Equal(await DigestAsync(ask, (long)row["revision"]!), (string?)row["digest"]);
        }

        foreach (string query in new[] { "from=0", "limit=0", "limit=1001", "reverse=1" })
            await HttpAsking.AssertProblem(await ask.GetAsync("v1/revisions?" + query), 400, "invalid-request");
        Assert.Empty((await HttpAsking.JsonOf(await ask.GetAsync("v1/revisions?from=31")))["revisions"]!.AsArray());
    }

    [Fact]
    public async Task Commands_say_the_same_of_a_service_and_of_its_directory()
    {
        using HttpAsking ask = await WithHistoryAsync();
        string[][] questions =
        [
            ["get", "k05", "--revision", "10"], ["get", "k05", "--revision", "20", "--json", "--proof"], ["get", "k05", "--revision", "11"],
            ["get", "none", "--revision", "10"], ["scan", "--revision", "20"], ["scan", "--revision", "20", "--count-only"],
            ["scan", "--revision", "99"], ["prove", "k05", "none", "--revision", "10"], ["prove", "k05", "--revision", "12"],
            ["revisions"], ["revisions", "--limit", "3", "--json"], ["revisions", "--oldest-first", "--from", "9", "--limit", "4"],
            ["get", "k05", "--revision", "-1"], ["get", "k05", "--proof"],
        ];
        ProgramResult[] there = [.. questions.Select(question => BasisProgram.Run([.. question, "--url", ask.Service.Url]))];
        Assert.Equal(0, ask.Service.Stop().ExitCode);
        for (int i = 0; i < questions.Length; i++)
        {
            ProgramResult here = BasisProgram.Run([.. questions[i], "--data", ask.Data]);
            string asked = string.Join(' ', questions[i]);
            Assert.True(here.ExitCode == there[i].ExitCode, $"{asked}: {here.ExitCode} {here.Talk} / {there[i].ExitCode} {there[i].Talk}");
            Assert.True(here.Out == there[i].Out, $"{asked}: {here.Out} / {there[i].Out}");
        }

        Assert.Equal("10", there[0].Done());
        Assert.Equal(4, there[11].Done().Split('\n').Length - 1);
        Assert.Contains("nearest ones that are are 10 and 20", there[2].Refused(3), StringComparison.Ordinal);
        string trust = BasisProgram.Run("trust", "--data", ask.Data, "--revision", "10").Done().TrimEnd();
        string proof = _scratch.Write("proof", there[7].Out);
        BasisProgram.Run("verify", proof, "--trust", trust).Done();
    }

    private static async Task<string> DigestAsync(HttpAsking ask, long revision) =>
        (string)(await HttpAsking.JsonOf(await ask.GetAsync($"v1/trust?revision={revision}")))["digest"]!;

    // Thirty revisions that set ten values each; 10, with a name, and 20 have checkpoints.
    private static async Task<HttpAsking> WithHistoryAsync()
    {
        var ask = new HttpAsking();
        for (int revision = 1; revision <= 30; revision++)
        {
            IEnumerable<string> operations = Enumerable.Range(0, 10)
                .Select(n => $$"""{"op":"insert_or_update","id":"k{{n:00}}","value":"{{revision}}"}""");
            await HttpAsking.JsonOf(await ask.PostAsync("v1/batches", $$"""{"operations":[{{string.Join(',', operations)}}]}"""));
            if (revision == 10) await HttpAsking.JsonOf(await ask.PostAsync("v1/checkpoints", """{"name":"ten"}"""));
            if (revision == 20) await HttpAsking.JsonOf(await ask.PostAsync("v1/checkpoints", """{"compact":true}"""));
        }

        return ask;
    }

    private void AssertProof(JsonNode proof, long revision, HttpAsking ask)
    {
        string trust = BasisProgram.Run("trust", "--url", ask.Service.Url, "--revision", $"{revision}").Done().TrimEnd();
        BasisProgram.Run("verify", _scratch.Write("proof.json", proof.ToJsonString()), "--trust", trust).Done();
    }
}
