using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A damaged store is repaired by the shortest way that is sound, and whoever opens it is told.</summary>
public sealed class RecoverTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_dry_run_says_what_would_be_done_and_changes_nothing()
    {
        string data = ThreeBatches();
        string digest = Digest(data);
        Dictionary<string, string> before = Hashes(data);
        foreach ((string tier, int reached, int replayed) in new[] { ("0", 0, 0), ("1", 0, 0), ("2", 2, 1), ("3", 3, 3) })
        {
            ProgramResult result = BasisProgram.Run("recover", "--data", data, "--dry-run", "--tier", tier, "--json");
            JsonNode report = JsonNode.Parse(result.Done())!;
            Assert.Equal((reached, replayed, digest, true),
                ((int)report["tier"]!, (int)report["records"]!, (string)report["digest"]!, (bool)report["digest_proven"]!));
            Assert.Equal($"Nothing was changed in {data}: this is what a recovery would do.\n", result.Talk);
            Assert.Equal(before, Hashes(data));
        }
    }

    [Fact]
    public void The_report_names_tier_reasons_counts_and_times()
    {
        string data = ThreeBatches();
        string[] lines = BasisProgram.Run("recover", "--data", data, "--tier", "3").Done().Split('\n');
        Assert.Equal("tier           3: the tree was rebuilt without checkpoints", lines[0]);
        Assert.Equal("because        The checkpoint of revision 3 was passed over, as asked.", lines[1]);
        Assert.Equal("               The checkpoint of revision 2 was passed over, as asked.", lines[2]);
        Assert.Contains("began with     the empty tree", lines);
        Assert.Contains("replayed       3 batches with 3 operations, digests checked before and after each batch", lines);
        Assert.Contains("cut            nothing", lines);
        Assert.Contains("revision       3", lines);
        Assert.Contains($"digest         {Digest(data)}, as log and checkpoint state it", lines);
        Assert.Contains(lines, line => line.StartsWith("steps ", StringComparison.Ordinal));
        Assert.EndsWith(" ms", lines[^1], StringComparison.Ordinal);
        Assert.Equal("2", BasisProgram.Run("get", "--data", data, "b").Out);
    }

    [Fact]
    public void A_damaged_checkpoint_is_set_aside_and_the_one_before_is_used()
    {
        string data = ThreeBatches();
        string file = Flip(Newest(data, "checkpoint-*"), 60);
        ProgramResult result = BasisProgram.Run("get", "--data", data, "a");
        Assert.Equal("1", result.Out);
        string[] lines = result.Talk.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"basis: The store is damaged: {file}, byte ", lines[0], StringComparison.Ordinal);
        Assert.Equal("basis: The tree of revision 3 is whole again: it was made from the checkpoint of revision 2 and the log after it, "
            + "1 operation replayed (tier 2).", lines[1]);
        Assert.Equal($"basis: What could not be used is kept as {file}.bad-1.", lines[2]);
        Assert.True(File.Exists(file + ".bad-1"));
        Assert.Empty(BasisProgram.Run("get", "--data", data, "a").Talk);
    }

    [Fact]
    public void Without_any_checkpoint_the_tree_is_rebuilt_from_the_log()
    {
        string data = ThreeBatches();
        foreach (string checkpoint in Directory.GetFiles(data, "checkpoint-*")) Flip(checkpoint, 60);
        using ServedStore service = ServedStore.Start(data);
        Assert.Contains("it was made from the log from its beginning, 3 operations replayed (tier 3).", service.Talk(),
            StringComparison.Ordinal);
        string stats = BasisProgram.Run("stats", "--url", service.Url).Done();
        Assert.Contains(" ms; tier 3, the tree was rebuilt without checkpoints\n", stats, StringComparison.Ordinal);
        Assert.Contains("from the log, 3 batches replayed and checked in ", stats, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_node_is_met_named_and_repaired_by_opening_again()
    {
        string data = ThreeBatches();
        string digest = Digest(data);
        string nodes = Newest(data, "nodes-????????????????");
        byte[] bytes = File.ReadAllBytes(nodes);
        for (int at = 64; at < bytes.Length; at += 16) bytes[at] ^= 0x55;
        File.WriteAllBytes(nodes, bytes);
        ProgramResult met = BasisProgram.Run("scan", "--data", data);
        if (met.ExitCode != 0)
        {
            Assert.Contains("The store is damaged: ", met.Refused(5), StringComparison.Ordinal);
            met = BasisProgram.Run("scan", "--data", data);
        }

        Assert.Equal(3, met.Done().Split('\n').Length);
        Assert.Contains("is whole again", met.Talk, StringComparison.Ordinal);
        Assert.Equal(digest, Digest(data));
    }

    [Fact]
    public void What_another_copy_has_is_taken_from_there()
    {
        string data = ThreeBatches();
        string digest = Digest(data);
        string copy = _scratch["copy"];
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (string checkpoint in Directory.GetFiles(data, "checkpoint-*")) File.Delete(checkpoint);
        Flip(Newest(data, "log-*"), 200);
        BasisProgram.Run("recover", "--data", data, "--dry-run").Refused(5);

        ProgramResult result = BasisProgram.Run("recover", "--data", data, "--from", copy, "--json");
        JsonNode report = JsonNode.Parse(result.Done())!;
        Assert.Equal((digest, 1), ((string)report["digest"]!, (int)report["log_segments_restored"]!));
        Assert.NotEmpty(report["set_aside"]!.AsArray());
        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Out);
        BasisProgram.Run("fsck", "--data", data, "--deep").Done();
        BasisProgram.Run("recover", "--data", data, "--from", _scratch["nowhere"]).Refused(3);
    }

    [Fact]
    public void Damage_that_nothing_repairs_is_refused_with_its_place_and_changes_nothing()
    {
        string data = ThreeBatches();
        string log = Flip(Newest(data, "log-*"), 200);
        Dictionary<string, string> before = Hashes(data);
        string[] all = ["recover", "--data", data, "--tier", "3"];
        Assert.StartsWith($"basis: The store is damaged: {log}, byte ", BasisProgram.Run(all).Refused(5), StringComparison.Ordinal);
        BasisProgram.Run([.. all, "--dry-run"]).Refused(5);
        Dictionary<string, string> after = Hashes(data);
        foreach (string name in before.Keys.Where(name => !name.EndsWith(".idx", StringComparison.Ordinal)))
            Assert.Equal((name, before[name]), (name, after[name]));

        // The checkpoint needs no log before it.
        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Out);
    }

    [Fact]
    public void What_cannot_be_recovered_is_refused_by_name()
    {
        string data = ThreeBatches();
        Assert.Contains("--tier is 0 to 4, not -1", BasisProgram.Run("recover", "--data", data, "--tier", "-1").Refused(2),
            StringComparison.Ordinal);
        BasisProgram.Run("recover", "--data", "").Refused(2);
        BasisProgram.Run("recover").Refused(2);
        BasisProgram.Run("recover", "--data", _scratch["none"]).Refused(3);
        BasisProgram.Run("recover", "--data", Directory.CreateDirectory(_scratch["empty"]).FullName).Refused(3);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch["empty"]));
        using ServedStore service = ServedStore.Start(data);
        Assert.Contains("open elsewhere", BasisProgram.Run("recover", "--data", data, "--dry-run").Refused(6), StringComparison.Ordinal);
    }

    private static string Digest(string data) =>
        (string)JsonNode.Parse(BasisProgram.Run("trust", "--data", data, "--json").Done())!["digest"]!;

    private static string Newest(string data, string pattern) => Directory.GetFiles(data, pattern).Order(StringComparer.Ordinal).Last();

    private static string Flip(string file, int offset)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[offset] ^= 0x01;
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static Dictionary<string, string> Hashes(string data) => new DirectoryInfo(data).GetFiles().ToDictionary(
        file => file.Name, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.FullName))), StringComparer.Ordinal);

    // Each command leaves a checkpoint behind; the newest two are kept.
    private string ThreeBatches()
    {
        string data = _scratch.Store("data", "--keys", "padded", "--key-length", "8");
        foreach ((string id, string value) in new[] { ("a", "1"), ("b", "2"), ("c", "3") })
            BasisProgram.Run("put", "--data", data, id, value).Done();
        return data;
    }
}
