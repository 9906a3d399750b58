using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A store that was repaired when it was opened, or that may have lost something, says so.</summary>
public sealed class OpeningNoticeTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_clean_opening_says_nothing()
    {
        string data = TwoBatches();
        Assert.Empty(BasisProgram.Run("get", "--data", data, "a").Talk);
        JsonNode recovery = RecoveryOf(data);
        Assert.Equal(2, (long)recovery["sealed_revision"]!);
        Assert.Equal(1, (int)recovery["segments"]!);
        Assert.Contains("names revision 2 as acknowledged", BasisProgram.Run("stats", "--data", data).Done(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_tail_without_a_seal_is_told_by_a_command()
    {
        string data = TwoBatches(isCheckpointed: false);
        Tear(data);
        string talk = BasisProgram.Run("put", "--data", data, "c", "3").Talk;
        string[] lines = talk.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("basis: The log ended in a torn tail: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(" bytes after revision 1 were cut and kept as ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("whether acknowledged batches after revision 1 were lost.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Committed as revision 2;", lines[1], StringComparison.Ordinal);
        Assert.Empty(BasisProgram.Run("get", "--data", data, "c").Talk);
    }

    [Fact]
    public void A_torn_tail_without_a_seal_is_in_the_figures()
    {
        string data = TwoBatches(isCheckpointed: false);
        Tear(data);
        JsonNode recovery = RecoveryOf(data);
        Assert.Equal(1, (int)recovery["tier"]!);
        Assert.True((long)recovery["cut_bytes"]! > 0);
        Assert.True(recovery.AsObject().TryGetPropertyValue("sealed_revision", out JsonNode? seal));
        Assert.Null(seal);
    }

    [Fact]
    public void A_missing_seal_is_told_by_the_service()
    {
        string data = TwoBatches();
        File.Delete(Path.Combine(data, "seal"));
        using ServedStore service = ServedStore.Start(data);
        Assert.Contains("basis: The seal of the store was missing or unreadable", service.Talk(), StringComparison.Ordinal);
        Assert.Contains("none was readable", BasisProgram.Run("stats", "--url", service.Url).Done(), StringComparison.Ordinal);
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public void A_log_that_ends_before_its_checkpoint_is_damaged_also_without_a_seal()
    {
        string data = TwoBatches();
        Tear(data);
        string sentence = BasisProgram.Run("get", "--data", data, "a").Refused(5);
        Assert.Contains("where a checkpoint takes it up", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_told_and_told_apart()
    {
        string data = TwoBatches();
        string copy = Directory.CreateDirectory(_scratch["copy"]).FullName;
        foreach (string file in Directory.GetFiles(data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        string talk = BasisProgram.Run("get", "--data", copy, "a").Talk;
        Assert.Matches(
            "^basis: The files of this store are a copy: from revision 2 on it is incarnation 1, with the id [0-9a-f]{32}\\.\n$", talk);
        Assert.Empty(BasisProgram.Run("get", "--data", copy, "a").Talk);
        Assert.Empty(BasisProgram.Run("get", "--data", data, "a").Talk);
        JsonNode original = IncarnationOf(data);
        JsonNode copied = IncarnationOf(copy);
        Assert.Equal((0, 1), ((int)original["number"]!, (int)copied["number"]!));
        Assert.Equal(("created", "copied"), ((string)original["origin"]!, (string)copied["origin"]!));
        Assert.NotEqual((string)original["id"]!, (string)copied["id"]!);
        using ServedStore service = ServedStore.Start(copy);
        Assert.Contains($"1, copied ", BasisProgram.Run("stats", "--url", service.Url).Done(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_incarnation_is_told()
    {
        string data = TwoBatches();
        File.Delete(Path.Combine(data, "incarnation"));
        string talk = BasisProgram.Run("get", "--data", data, "a").Talk;
        Assert.StartsWith("basis: The file that names the store's incarnation was missing", talk, StringComparison.Ordinal);
        Assert.Equal("unknown", (string)IncarnationOf(data)["origin"]!);
    }

    private static JsonNode IncarnationOf(string data) =>
        JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!["incarnation"]!; // stats always has it

    private static JsonNode RecoveryOf(string data) =>
        JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!["recovery"]!; // stats always has it

    private static void Tear(string data)
    {
        File.Delete(Path.Combine(data, "seal"));
        using FileStream log = File.OpenWrite(Directory.GetFiles(data, "log-*").Single());
        log.SetLength(log.Length - 5);
    }

    // The second batch has no checkpoint if none is wanted.
    private string TwoBatches(bool isCheckpointed = true)
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string config = _scratch.Write("basis.toml", $"[persistence]\ncheckpoint_at_close = {(isCheckpointed ? "true" : "false")}\n");
        BasisProgram.Run("put", "--data", data, "--config", config, "b", "2").Done();
        return data;
    }
}
