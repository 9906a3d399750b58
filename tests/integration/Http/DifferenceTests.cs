using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What differs between two revisions, over HTTP and by the command.</summary>
public sealed class DifferenceTests
{
    [Fact]
    public async Task Retained_revisions_are_compared_page_by_page()
    {
        using HttpAsking ask = await WithHistoryAsync();
        List<string> all = [];
        string more = "";
        do
        {
            JsonNode page = await HttpAsking.JsonOf(await ask.GetAsync($"v1/differences?earlier=6&later=12&limit=2{more}"));
            Assert.Equal((6, 12), ((long)page["earlier_revision"]!, (long)page["later_revision"]!));
            Assert.Equal(
                (await DigestAsync(ask, 6), await DigestAsync(ask, 12)), ((string)page["earlier_digest"]!, (string)page["later_digest"]!));
            all.AddRange(page["differences"]!.AsArray().Select(Text));
            more = page["next"] is { } next ? $"&cursor={next}" : "";
            await ask.PutAsync("z", "the head moves"u8.ToArray());
        }
        while (more.Length > 0);
        Assert.Equal(["removed a 1 ", "changed b 2 two", "added d  4", "added e  5", "added f  6"], all);

        JsonNode back = await HttpAsking.JsonOf(await ask.GetAsync("v1/differences?earlier=12&later=6&from=b&to=e&encoding=hex"));
        Assert.Equal(
            ["""{"kind":"changed","id":{"hex":"62"},"earlier":{"hex":"74776f"},"later":{"hex":"32"}}""",
                """{"kind":"removed","id":{"hex":"64"},"earlier":{"hex":"34"}}"""],
            back["differences"]!.AsArray().Select(difference => difference!.ToJsonString()));
        JsonNode head = await HttpAsking.JsonOf(await ask.GetAsync("v1/differences?earlier=12"));
        Assert.Equal("z", (string?)head["differences"]!.AsArray().Single()!["id"]);
        JsonNode none = await HttpAsking.JsonOf(await ask.GetAsync("v1/differences?earlier=6&later=6"));
        Assert.Empty(none["differences"]!.AsArray());
    }

    [Theory]
    [InlineData("", 400, "invalid-request")]
    [InlineData("?earlier=x", 400, "invalid-request")]
    [InlineData("?earlier=6&limit=0", 400, "invalid-request")]
    [InlineData("?earlier=6&limit=10001", 400, "invalid-request")]
    [InlineData("?earlier=6&cursor=abc", 400, "invalid-request")]
    [InlineData("?earlier=6&reverse=true", 400, "invalid-request")]
    [InlineData("?earlier=7", 410, "revision-not-retained")]
    [InlineData("?earlier=6&later=7", 410, "revision-not-retained")]
    [InlineData("?earlier=99", 404, "revision-not-found")]
    public async Task What_cannot_be_compared_is_refused(string query, int status, string problem)
    {
        using HttpAsking ask = await WithHistoryAsync();
        await HttpAsking.AssertProblem(await ask.GetAsync("v1/differences" + query), status, problem);
    }

    [Fact]
    public async Task The_command_shows_a_line_for_each()
    {
        using HttpAsking ask = await WithHistoryAsync();
        string url = ask.Service.Url;
        const string expected = "- a\t1\n~ b\t2\ttwo\n+ d\t4\n+ e\t5\n+ f\t6";
        Assert.Equal(expected, BasisProgram.Run("diff", "6", "--url", url).Done());
        Assert.Equal("~ b\t2\ttwo", BasisProgram.Run("diff", "6", "12", "--prefix", "b", "--url", url).Done());
        Assert.Equal("- a\t1\n~ b\t2\ttwo", BasisProgram.Run("diff", "6", "--limit", "2", "--url", url).Done());
        string json = BasisProgram.Run("diff", "6", "12", "--json", "--url", url).Done();
        JsonNode[] lines = [.. json.Split('\n').Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["removed", "changed", "added", "added", "added"], lines.Select(line => (string?)line["kind"]));
        Assert.Contains("nothing differs", BasisProgram.Run("diff", "12", "12", "--url", url).Talk, StringComparison.Ordinal);
        Assert.Equal(3, BasisProgram.Run("diff", "7", "--url", url).ExitCode);
        Assert.Equal(2, BasisProgram.Run("diff", "-7", "--url", url).ExitCode);
        Assert.Equal(2, BasisProgram.Run("diff", "6", "--limit", "-1", "--url", url).ExitCode);
        ask.Service.Stop();
        Assert.Equal(expected, BasisProgram.Run("diff", "6", "--data", ask.Data).Done());
    }

    // Revisions 1 to 6 put a, b, c and others that go again; 7 to 12 change them. Checkpoints at 6 and 12.
    private static async Task<HttpAsking> WithHistoryAsync()
    {
        var ask = new HttpAsking();
        foreach ((string id, string value) in new[] { ("a", "1"), ("b", "2"), ("c", "3"), ("x", "4"), ("y", "5") })
            await HttpAsking.JsonOf(await ask.PutAsync(id, System.Text.Encoding.UTF8.GetBytes(value)));
        await HttpAsking.JsonOf(await ask.PostAsync(
            "v1/batches", """{"operations":[{"op":"remove","id":"x"},{"op":"remove","id":"y"}]}"""));
        await HttpAsking.JsonOf(await ask.PostAsync("v1/checkpoints", """{"name":"six"}"""));
        foreach ((string id, string value) in new[] { ("b", "two"), ("d", "4"), ("e", "5"), ("f", "6"), ("c", "3") })
            await HttpAsking.JsonOf(await ask.PutAsync(id, System.Text.Encoding.UTF8.GetBytes(value)));
        await HttpAsking.JsonOf(await ask.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "v1/entry?id=a")));
        await HttpAsking.JsonOf(await ask.PostAsync("v1/checkpoints", """{"name":"twelve"}"""));
        return ask;
    }

    private static async Task<string> DigestAsync(HttpAsking ask, long revision) =>
        (string)(await HttpAsking.JsonOf(await ask.GetAsync($"v1/trust?revision={revision}")))["digest"]!;

    private static string Text(JsonNode? difference) =>
        $"{difference!["kind"]} {difference["id"]} {difference["earlier"]} {difference["later"]}";
}
