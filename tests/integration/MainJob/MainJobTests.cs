using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The main job on real input: import, kill, reopen, prove, and check by a process that knows one trust string.</summary>
public sealed class MainJobTests
{
    private const int BatchEntries = 500;
    private const int KillAfterBatches = 17;

    [Fact]
    public async Task Real_input_survives_a_kill_and_is_proven_to_a_stranger()
    {
        RealInput input = RealInput.Find();
        TestContext.Current.TestOutputHelper?.WriteLine($"{input.Entries.Count} lines: {input.Origin}");
        using var scratch = new ScratchDirectory();
        string data = scratch.Store("data");
        int count = input.Entries.Count;
        string first = scratch.Write("first.txt", input.Lines(count, ""));
        string second = scratch.Write("second.txt", input.Lines(count, " (again)"));

        Import(data, first);
        JsonNode before = Stats(data);
        Assert.Equal(input.Entries.DistinctBy(entry => entry.Key).Count(), (long)before["keys"]!);
        long baseRevision = (long)before["revision"]!;

        List<JsonNode> acknowledged = await ImportAndKillAsync(scratch, data, second);
        JsonNode after = Stats(data);
        long revision = (long)after["revision"]!;
        AssertNothingIsMissing(data, baseRevision, acknowledged, input);

        // The same batches into another store give the same digest.
        int committed = (int)Math.Min(count, (revision - baseRevision) * BatchEntries);
        string other = scratch.Store("other");
        Import(other, first);
        Import(other, scratch.Write("part.txt", input.Lines(committed, " (again)")));
        Assert.Equal((string?)after["digest"], (string?)Stats(other)["digest"]);

        // The import goes on where its state says and ends like one that was never killed.
        string talk = BasisProgram.Run("import", "--data", data, "--format", "lines", second, "--batch", "500", "--resume",
            scratch["state"]).Talk;
        Assert.Contains("Continuing after line", talk, StringComparison.Ordinal);
        Import(other, second);
        Assert.Equal((string?)Stats(other)["digest"], (string?)Stats(data)["digest"]);

        AssertProof(scratch, data, input);
    }

    private static void Import(string data, string file) =>
        BasisProgram.Run("import", "--data", data, "--format", "lines", file, "--batch", "500").Done();

    private static JsonNode Stats(string data) => JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!;

    // Runs an import, kills it when some batches are acknowledged, and returns what it had acknowledged by then.
    private static async Task<List<JsonNode>> ImportAndKillAsync(ScratchDirectory scratch, string data, string file)
    {
        string log = scratch.Write("acknowledged", "");
        using (Process import = BasisProgram.Start(
            scratch.Root, "import", "--data", data, "--format", "lines", file, "--batch", "500", "--ack", log, "--resume",
                scratch["state"]))
        {
            var waited = Stopwatch.StartNew();
            while (Acknowledged(log).Count < KillAfterBatches)
            {
                Assert.False(import.HasExited, "The import ended before it was killed.");
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(3), "The import acknowledges nothing.");
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            import.Kill();
            await import.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        List<JsonNode> acknowledged = Acknowledged(log);
        Assert.True(acknowledged.Count >= KillAfterBatches);
        return acknowledged;
    }

    private static List<JsonNode> Acknowledged(string log)
    {
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        string text = new StreamReader(stream).ReadToEnd();
        string[] lines = text.Split('\n');
        return [.. lines[..^1].Select(line => JsonNode.Parse(line)!)]; // what follows the last line end may be half a line
    }

    // Every acknowledged batch is in the log under its revision, with its digest and exactly its lines.
    private static void AssertNothingIsMissing(string data, long baseRevision, List<JsonNode> acknowledged, RealInput input)
    {
        string from = (baseRevision + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] records = BasisProgram.Run("log", "--data", data, "--from", from, "--json").Done().Split('\n');
        Assert.True(records.Length >= acknowledged.Count,
            $"{acknowledged.Count} batches were acknowledged and {records.Length} are there.");
        for (int i = 0; i < acknowledged.Count; i++)
        {
            JsonNode record = JsonNode.Parse(records[i])!;
            Assert.Equal((long)acknowledged[i]["revision"]!, (long)record["revision"]!);
            Assert.Equal((string?)acknowledged[i]["digest"], (string?)record["digest_after"]);
            JsonArray operations = record["operations"]!.AsArray();
            for (int j = 0; j < operations.Count; j++)
            {
                (string id, string value) = input.Entries[(i * BatchEntries) + j];
                Assert.Equal(id, (string?)operations[j]!["id"]);
                Assert.Equal(value + " (again)", (string?)operations[j]!["value"]);
            }
        }
    }

    private static void AssertProof(ScratchDirectory scratch, string data, RealInput input)
    {
        string known = input.Entries[input.Entries.Count / 2].Key;
        string expected = input.Entries.Last(entry => entry.Key == known).Value + " (again)";
        string trust = BasisProgram.Run("trust", "--data", data).Done();
        byte[] proof = BasisProgram.Run("prove", "--data", data, known, "no such file").OutBytes;

        // The stranger has a directory with the proof in it, and the trust string.
        Directory.CreateDirectory(scratch["stranger"]);
        File.WriteAllBytes(Path.Combine(scratch["stranger"], "proof.json"), proof);
        string words = BasisProgram.RunIn(scratch["stranger"], [], "verify", "proof.json", "--trust", trust).Done();
        Assert.Contains($"\"{known}\" has the value \"{expected}\"", words, StringComparison.Ordinal);
        Assert.Contains("\"no such file\" has no value", words, StringComparison.Ordinal);

        // An earlier digest is trusted: the same file proves nothing.
        string earlier = BasisProgram.Run("trust", "--data", data, "--revision", "1").Done();
        BasisProgram.RunIn(scratch["stranger"], [], "verify", "proof.json", "--trust", earlier).Refused(1);
        foreach ((string name, byte[] tampered) in ProofTampering.Of(proof))
        {
            ProgramResult result = BasisProgram.RunWith(tampered, "verify", "-", "--trust", trust);
            Assert.True(result.ExitCode == 1, $"{name}: exit code {result.ExitCode}: {result.Out}{result.Talk}");
            result.Refused(1);
            Assert.Empty(result.OutBytes);
        }
    }
}
