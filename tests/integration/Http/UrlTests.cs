using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A command says the same of a running service as of the data directory behind it.</summary>
public sealed class UrlTests
{
    [Theory]
    [InlineData("padded")]
    [InlineData("hashed")]
    public void A_service_and_a_directory_give_the_same_answers(string keys)
    {
        using var scratch = new ScratchDirectory();
        string[] mode = keys == "padded" ? ["--keys", "padded", "--key-length", "30"] : ["--keys", "hashed"];
        string data = scratch.Store("data", [.. mode, "--tree-id", "same"]);
        string other = scratch.Store("other", [.. mode, "--tree-id", "same"]);
        string lines = scratch.Write("lines", string.Concat(Enumerable.Range(0, 2500).Select(n => $"file {n:0000}\tpackage {n % 7}\n")));
        string[][] questions =
        [
            ["import", "--format", "lines", lines, "--json"],
            ["put", "--hex", "00ff", "1b00", "--json"],
            ["put", "new", "value", "--insert", "--json"],
            ["put", "new", "value", "--insert"],
            ["put", "none", "value", "--update"],
            ["del", "file 0001", "file 0002", "--json"],
            ["del", "file 0001"],
            ["get", "file 0003"],
            ["get", "--hex", "00ff"],
            ["get", "file 0001"],
            ["scan", "--json"],
            ["scan", "--limit", "1200", "--reverse"],
            ["scan", "--count-only"],
            ["scan", "--prefix", "file 1"],
            ["prove", "file 0003", "none", "new"],
            ["prove", new string('i', keys == "padded" ? 31 : 70_000)],
            ["trust"],
            ["trust", "--revision", "1"],
            ["trust", "--revision", "77"],
        ];
        using ServedStore service = ServedStore.Start(other);
        foreach (string[] question in questions)
        {
            ProgramResult here = BasisProgram.Run([.. question, "--data", data]);
            ProgramResult there = BasisProgram.Run([.. question, "--url", service.Url]);
            string asked = string.Join(' ', question)[..Math.Min(60, string.Join(' ', question).Length)];
            Assert.True(here.ExitCode == there.ExitCode, $"{asked}: {here.ExitCode} {here.Talk} / {there.ExitCode} {there.Talk}");
            Assert.True(here.Out == there.Out, $"{asked}: {here.Out} / {there.Out}");
            if (here.ExitCode != 0) Assert.Equal(here.Refused(here.ExitCode), there.Refused(there.ExitCode));
        }

        AssertSameLogAndStats(data, service);
    }

    [Fact]
    public void Ids_longer_than_a_request_line_are_found()
    {
        using var scratch = new ScratchDirectory();
        using ServedStore service = ServedStore.Start(scratch["data"]);
        string id = new('i', 60_000);
        BasisProgram.Run("put", "--url", service.Url, id, "long").Done();
        Assert.Equal("long", BasisProgram.Run("get", "--url", service.Url, id).Out);
    }

    // Everything but the times.
    private static void AssertSameLogAndStats(string data, ServedStore service)
    {
        string[] here = BasisProgram.Run("log", "--json", "--data", data).Done().Split('\n');
        string[] there = BasisProgram.Run("log", "--json", "--url", service.Url).Done().Split('\n');
        Assert.Equal(here.Length, there.Length);
        for (int i = 0; i < here.Length; i++)
        {
            JsonNode left = JsonNode.Parse(here[i])!;
            JsonNode right = JsonNode.Parse(there[i])!;
            Assert.Equal(left["operations"]!.ToJsonString(), right["operations"]!.ToJsonString());
            Assert.Equal((string?)left["digest_after"], (string?)right["digest_after"]);
        }

        JsonNode ours = JsonNode.Parse(BasisProgram.Run("stats", "--json", "--data", data).Done())!;
        JsonNode theirs = JsonNode.Parse(BasisProgram.Run("stats", "--json", "--url", service.Url).Done())!;
        foreach (string member in new[] { "tree_id", "revision", "digest", "keys", "next_sequence", "bytes" })
            Assert.Equal(ours[member]!.ToJsonString(), theirs[member]!.ToJsonString());
    }
}
