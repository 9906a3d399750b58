using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Checkpoints on demand, by name and at closing, of a data directory and of a running service.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_command_that_changed_something_leaves_a_checkpoint_behind()
    {
        string data = _scratch.Store("data");
        Assert.Equal("There is no checkpoint yet.\n", BasisProgram.Run("checkpoint", "list", "--data", data).Talk);
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        JsonNode stats = Json("stats", "--data", data);
        Assert.Equal(1, (long)stats["checkpoint_revision"]!);
        Assert.Equal(1, (long)stats["recovery"]!["checkpoint_revision"]!);
        Assert.Equal(0, (long)stats["recovery"]!["records"]!);
        Assert.Equal((string)stats["digest"]!, (string)stats["recovery"]!["digest"]!);
        Assert.Equal("segments", (string)stats["nodes"]!["engine"]!);
        Assert.True((long)stats["nodes"]!["bytes"]! > 0);
        Assert.Equal(1_000_000_000, (long)stats["cache"]!["resident_bytes_max"]!);
        Assert.Equal(0, (long)stats["nodes"]!["freeable_bytes"]!);
        Assert.Equal(0, (long)stats["cache"]!["nodes_passed"]!);
        Assert.Null(stats["cache"]!["hit_rate"]);
        Assert.Equal("normal", (string)stats["space"]!["state"]!);
        Assert.True((long)stats["space"]!["used_bytes"]! >= (long)stats["bytes"]! + (long)stats["nodes"]!["bytes"]!);
    }

    [Fact]
    public void A_name_keeps_a_checkpoint_until_it_is_dropped()
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string talk = BasisProgram.Run("checkpoint", "--data", data, "--name", "before").Talk;
        Assert.StartsWith("Revision 1 has a checkpoint under the name before: ", talk, StringComparison.Ordinal);
        for (int n = 0; n < 3; n++) BasisProgram.Run("put", "--data", data, $"id {n}", "x").Done();
        Assert.Equal([(4, null), (3, null), (1, "before")], Listed(data));

        string[] lines = BasisProgram.Run("checkpoint", "list", "--data", data).Done().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("revision  time ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^       1  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC     1 +\d+ +\d+  before$", lines[3]);

        Assert.Contains("revision 1 has the name before; drop it there or choose another",
            BasisProgram.Run("checkpoint", "--data", data, "--name", "before").Refused(4), StringComparison.Ordinal);
        Assert.Contains("No checkpoint has the name \"after\"",
            BasisProgram.Run("checkpoint", "drop", "after", "--data", data).Refused(3), StringComparison.Ordinal);
        Assert.Contains("The name before is taken from the checkpoint of revision 1",
            BasisProgram.Run("checkpoint", "drop", "before", "--data", data).Talk, StringComparison.Ordinal);
        BasisProgram.Run("checkpoint", "--data", data, "--name", "after").Done();
        Assert.Equal([(4, "after"), (3, null), (1, null)], Listed(data));
        BasisProgram.Run("put", "--data", data, "last", "x").Done();
        Assert.Equal([(5, null), (4, "after"), (3, null)], Listed(data));
    }

    [Fact]
    public void A_full_checkpoint_is_written_on_demand()
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string talk = BasisProgram.Run("checkpoint", "--full", "--data", data).Talk;
        string file = Path.Combine(data, "full-0000000000000001");
        Assert.Contains($"Revision 1 is in the full checkpoint {file}, ", talk, StringComparison.Ordinal);
        Assert.Contains(" chunks, written and read again in ", talk, StringComparison.Ordinal);
        Assert.Contains("which stood already", BasisProgram.Run("checkpoint", "--full", "--data", data).Talk, StringComparison.Ordinal);
        JsonNode full = Json("checkpoint", "--full", "--data", data)["full"]!;
        Assert.Equal((1, 1, false), ((long)full["revision"]!, (long)full["keys"]!, (bool)full["written"]!));
        Assert.Equal((file, new FileInfo(file).Length), ((string)full["file"]!, (long)full["bytes"]!));
        Assert.Null(Json("checkpoint", "--data", data)["full"]);
        BasisProgram.Run("fsck", "--data", data).Done();
    }

    [Theory]
    [InlineData(2, "checkpoint", "--name", "a b")]
    [InlineData(2, "checkpoint", "--name", "")]
    [InlineData(2, "checkpoint", "drop", "a/b")]
    [InlineData(2, "checkpoint", "drop")]
    [InlineData(2, "checkpoint", "list", "--name", "x")]
    [InlineData(2, "checkpoint", "--cache", "64")]
    [InlineData(2, "compact", "--config", "missing.toml")]
    public void What_is_wrong_with_a_command_is_named(int exitCode, params string[] arguments)
    {
        string data = _scratch.Store("data");
        BasisProgram.Run([.. arguments, "--data", data]).Refused(exitCode);
        Assert.Empty(Directory.GetFiles(data, "checkpoint-*"));
    }

    [Fact]
    public void A_store_is_opened_as_the_service_does_it_when_its_configuration_is_named()
    {
        string data = _scratch.Store("data");
        string config = _scratch.Write("basis.toml",
            "[persistence]\nnode_cache_size = \"1MiB\"\ncheckpoint_retention = 3\ncheckpoint_at_close = false\n");
        BasisProgram.Run("put", "--data", data, "--config", config, "a", "1").Done();
        Assert.Empty(Listed(data, "--config", config));
        for (int n = 0; n < 4; n++) BasisProgram.Run("put", "--data", data, $"id {n}", "x").Done();
        Assert.Equal(2, Listed(data).Length);
        for (int n = 0; n < 3; n++)
        {
            BasisProgram.Run("put", "--data", data, "--config", config, $"more {n}", "x").Done();
            BasisProgram.Run("checkpoint", "--data", data, "--config", config).Done();
        }

        Assert.Equal(3, Listed(data, "--config", config).Length);
        Assert.Equal(1 << 20, (long)Json("stats", "--data", data, "--config", config)["cache"]!["resident_bytes_max"]!);
        Assert.Equal(2 << 20, (long)Json("stats", "--data", data, "--config", config, "--cache", "2MiB")["cache"]!["resident_bytes_max"]!);
        string memory = _scratch.Write("memory.toml", "[persistence]\nnode_store = \"memory\"\n");
        Assert.Contains("has no checkpoints", BasisProgram.Run("compact", "--data", data, "--config", memory).Refused(2),
            StringComparison.Ordinal);
        JsonNode stats = Json("stats", "--data", data, "--config", memory);
        Assert.Null(stats["nodes"]);
        Assert.Null(stats["cache"]!["resident_bytes_max"]);
        Assert.Equal(8, (long)stats["recovery"]!["records"]!);
    }

    [Fact]
    public void A_service_that_is_stopped_leaves_a_checkpoint_of_everything()
    {
        string data = _scratch["data"];
        using (ServedStore service = ServedStore.Start(data))
        {
            for (int n = 0; n < 3; n++) BasisProgram.Run("put", "--url", service.Url, $"id {n}", "x").Done();
            Assert.Equal(0, (long)Json("stats", "--url", service.Url)["checkpoint_revision"]!);
            Assert.Equal(0, service.Stop().ExitCode);
        }

        JsonNode report = Json("recover", "--data", data, "--dry-run");
        Assert.Equal((0, 3, 3, 0), ((int)report["tier"]!, (long)report["revision"]!, (long)report["checkpoint_revision"]!,
            (long)report["records"]!));
        Assert.Equal((string)report["digest"]!, (string)Json("trust", "--data", data)["digest"]!);
    }

    [Fact]
    public void A_service_that_is_killed_replays_only_what_came_after_its_checkpoint()
    {
        string data = _scratch["data"];
        using (ServedStore service = ServedStore.Start(data))
        {
            BasisProgram.Run("put", "--url", service.Url, "a", "1").Done();
            BasisProgram.Run("put", "--url", service.Url, "b", "2").Done();
            Assert.StartsWith("Revision 2 has a checkpoint: ", BasisProgram.Run("checkpoint", "--url", service.Url).Talk,
                StringComparison.Ordinal);
            BasisProgram.Run("put", "--url", service.Url, "c", "3").Done();
            service.Kill();
        }

        JsonNode report = Json("stats", "--data", data)["recovery"]!;
        Assert.Equal((0, 2, 1), ((int)report["tier"]!, (long)report["checkpoint_revision"]!, (long)report["records"]!));
        Assert.Equal("3", BasisProgram.Run("get", "--data", data, "c").Out);
    }

    [Fact]
    public void A_directory_and_a_service_say_the_same_of_checkpoints()
    {
        string here = _scratch.Store("here", "--tree-id", "same");
        string there = _scratch.Store("there", "--tree-id", "same");
        using ServedStore service = ServedStore.Start(there);
        string[][] questions =
        [
            ["checkpoint", "drop", "none"],
            ["put", "a", "1"],
            ["checkpoint", "--name", "first"],
            ["checkpoint", "--name", "first"],
            ["checkpoint", "--name", "other"],
            ["checkpoint", "--name", "b d"],
            ["checkpoint", "--name", "first", "--json"],
            ["checkpoint", "drop", "first", "--json"],
            ["checkpoint", "drop", "first"],
            ["compact"],
            ["compact", "--json"],
            ["checkpoint", "list", "--json"],
        ];
        foreach (string[] question in questions)
        {
            ProgramResult local = BasisProgram.Run([.. question, "--data", here]);
            ProgramResult remote = BasisProgram.Run([.. question, "--url", service.Url]);
            string asked = string.Join(' ', question);
            Assert.True(local.ExitCode == remote.ExitCode, $"{asked}: {local.ExitCode} {local.Talk} / {remote.ExitCode} {remote.Talk}");
            if (local.ExitCode != 0) Assert.Equal(local.Refused(local.ExitCode), remote.Refused(remote.ExitCode));
            else if (question.Contains("--json")) Assert.Equal(WithoutTimes(local.Done()), WithoutTimes(remote.Done()));
        }
    }

    private static string WithoutTimes(string json)
    {
        JsonNode node = JsonNode.Parse(json)!;
        node.AsObject().Remove("elapsed_ms");
        foreach (JsonNode? entry in node["checkpoints"]?.AsArray() ?? []) entry!.AsObject().Remove("time");
        return node.ToJsonString();
    }

    private static JsonNode Json(params string[] arguments) => JsonNode.Parse(BasisProgram.Run([.. arguments, "--json"]).Done())!;

    private static (long Revision, string? Name)[] Listed(string data, params string[] more) =>
    [
        .. Json(["checkpoint", "list", "--data", data, .. more])["checkpoints"]!.AsArray()
            .Select(entry => ((long)entry!["revision"]!, (string?)entry["name"])),
    ];
}
