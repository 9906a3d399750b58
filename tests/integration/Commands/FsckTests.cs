using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A check finds what is wrong, says where, and changes nothing; compaction gives back what nobody needs.</summary>
public sealed class FsckTests : IDisposable
{
    private const int Ids = 300;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_store_that_is_whole_is_said_to_be()
    {
        string data = Imported("whole");
        string scratch = Directory.CreateDirectory(_scratch["room"]).FullName;
        ProgramResult result = BasisProgram.Run("fsck", "--data", data, "--deep", "--scratch", scratch);
        string[] lines = result.Done().Split('\n');
        Assert.Equal("Nothing is wrong with what was read.\n", result.Talk);
        Assert.Contains("log            3 records with 300 operations in 1 segment", lines);
        Assert.Contains("replayed       3 records into a fresh tree", lines);
        Assert.Contains("checkpoints    1, with 601 nodes", lines);
        Assert.Empty(Directory.GetFileSystemEntries(scratch));
        using ServedStore service = ServedStore.Start(data);
        JsonNode report = JsonNode.Parse(BasisProgram.Run("fsck", "--url", service.Url, "--json").Done())!;
        Assert.Equal((true, true), ((bool)report["clean"]!, (bool)report["online"]!));
        Assert.Equal((0, 3), ((long)report["faults"]!, (long)report["records"]!));
        Assert.Contains("open elsewhere", BasisProgram.Run("fsck", "--data", data).Refused(6), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_found_with_its_place()
    {
        string data = Imported("damaged");
        File.WriteAllText(Path.Combine(data, "notes.txt"), "somebody's");
        string log = Flip(data, "log-*", 5_000);
        string nodes = Flip(data, "nodes-????????????????", 5_000);
        ProgramResult result = BasisProgram.Run("fsck", "--data", data);
        Assert.Equal(5, result.ExitCode);
        Assert.Matches("^basis: [0-9]+ faults were found[.]\n$", result.Talk);
        Assert.Contains("\nleft over      notes.txt\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("\nFAULTS ", result.Out, StringComparison.Ordinal);
        foreach (string file in new[] { log, nodes }) Assert.Matches($"[a-z]+: {file}, byte [0-9]+: ", result.Out);
        JsonNode report = JsonNode.Parse(BasisProgram.Run("fsck", "--data", data, "--json").Out)!;
        Assert.False((bool)report["clean"]!);
        Assert.Equal((long)report["faults"]!, report["findings"]!.AsArray().Count);
        Assert.Contains(report["findings"]!.AsArray(), finding => (string?)finding!["kind"] == "node_record");
    }

    [Fact]
    public void What_is_wrong_is_repaired_as_far_as_there_is_a_way()
    {
        string data = Imported("repaired");
        string copy = Directory.CreateDirectory(_scratch["copy"]).FullName;
        foreach (string file in Directory.GetFiles(data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Assert.Equal("found before   nothing wrong", BasisProgram.Run("fsck", "--data", data, "--repair").Done().Split('\n')[0]);

        // The nodes are in the log as well.
        Flip(data, "nodes-????????????????", 5_000);
        string repaired = BasisProgram.Run("fsck", "--data", data, "--repair").Done();
        Assert.Contains("\nways back      tier 3, the tree was rebuilt without checkpoints; 300 operations replayed\n", repaired,
            StringComparison.Ordinal);
        Assert.Contains("\nset aside      ", repaired, StringComparison.Ordinal);
        Assert.Equal("value", BasisProgram.Run("get", "--data", data, "id 7").Out);

        // What is in the log alone is only in the log, or in a copy.
        string log = Flip(data, "log-????????????????", 5_000);
        ProgramResult failed = BasisProgram.Run("fsck", "--data", data, "--repair", "--json");
        Assert.Equal(5, failed.ExitCode);
        Assert.False((bool)JsonNode.Parse(failed.Out)!["after"]!["clean"]!);
        string restored = BasisProgram.Run("fsck", "--data", data, "--repair", "--from", copy, "--deep").Done();
        Assert.Contains($"set aside      {log}.bad-1\n", restored, StringComparison.Ordinal);
        BasisProgram.Run("fsck", "--data", data, "--deep").Done();
    }

    [Theory]
    [InlineData(2, "--url", "http://127.0.0.1:1", "--repair")]
    [InlineData(2, "--data", "missing", "--from", "x")]
    [InlineData(2, "--data", "missing", "--expect-at-least", "0:000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(2, "--scratch", "x")]
    [InlineData(2, "--url", "http://127.0.0.1:1", "--deep")]
    [InlineData(6, "--url", "http://127.0.0.1:1")]
    [InlineData(3, "--data", "missing")]
    [InlineData(2, "--data", "missing", "--cache", "1TB")]
    public void What_cannot_be_checked_is_refused(int exitCode, params string[] arguments) =>
        BasisProgram.RunIn(_scratch.Root, [], ["fsck", .. arguments]).Refused(exitCode);

    [Fact]
    public void Compaction_gives_back_what_no_kept_checkpoint_needs()
    {
        string config = _scratch.Write("basis.toml", "[persistence]\nnode_segment_size = \"16KiB\"\ncompaction_percent = 100\n");
        string data = Imported("compacted", "--config", config);
        for (int round = 0; round < 4; round++) Import(data, $"round {round}", "--config", config);
        JsonNode before = Stats(data, config);
        Assert.True((long)before["nodes"]!["dead_bytes"]! > 0);
        string talk = BasisProgram.Run("compact", "--data", data, "--config", config).Talk;
        Assert.StartsWith("Revision 15 has a checkpoint: there was nothing to write, in ", talk, StringComparison.Ordinal);
        Assert.Matches(" ms[.] Freed [0-9,]+ bytes: [0-9,]+ records dropped and [0-9,]+ moved out of [0-9]+ files[.]", talk);
        JsonNode after = Stats(data, config);
        Assert.True((long)after["nodes"]!["bytes"]! < (long)before["nodes"]!["bytes"]!);
        Assert.Equal((string)before["digest"]!, (string)after["digest"]!);
        BasisProgram.Run("fsck", "--data", data, "--config", config, "--deep").Done();
    }

    private static JsonNode Stats(string data, string config) =>
        JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--config", config, "--json").Done())!;

    private static string Flip(string data, string pattern, int offset)
    {
        string file = Directory.GetFiles(data, pattern).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[offset] ^= 0x01;
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static void Import(string data, string value, params string[] options)
    {
        byte[] lines = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Ids).Select(n => $"id {n}\t{value}\n")));
        BasisProgram.RunWith(lines, ["import", "--data", data, "--format", "lines", "--batch", "100", "-", .. options]).Done();
    }

    private string Imported(string name, params string[] options)
    {
        string data = _scratch.Store(name);
        Import(data, "value", options);
        return data;
    }
}
