using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The program runs out of memory in the middle of its work; what it acknowledged is there afterwards.</summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    private const int Entries = 60_000;
    private const int ValueLength = 2_000;

    [Fact]
    public void Nothing_acknowledged_is_lost_when_memory_runs_out()
    {
        using var scratch = new ScratchDirectory();
        string data = scratch.Store("data");
        string input = scratch["input"];
        using (StreamWriter lines = new(input))
        {
            for (int n = 0; n < Entries; n++) lines.Write($"{Id(n)}\t{Value(n)}\n");
        }

        // The values alone are twice what the heap may have.
        string acknowledgements = scratch.Write("acknowledgements", "");
        ProgramResult result = BasisProgram.RunUnder([], [("DOTNET_GCHeapHardLimit", "0x4000000"), ("DOTNET_gcServer", "0")],
            "import", "--data", data, "--format", "lines", input, "--ack", acknowledgements, "--batch", "500");
        string last = result.Talk.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("");
        output.WriteLine($"exit code {result.ExitCode}: {last}");

        // It may also be the runtime that gives up.
        if (result.ExitCode is not (0 or 134 or 137)) Assert.Contains("ran out of memory", result.Refused(6), StringComparison.Ordinal);
        CheckStore(data, File.ReadAllLines(acknowledgements), mustBeWhole: result.ExitCode == 0);
    }

    private static void CheckStore(string data, string[] acknowledged, bool mustBeWhole)
    {
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(data));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.NotEmpty(acknowledged);
        JsonNode newest = JsonNode.Parse(acknowledged[^1])!; // the program writes no null
        Assert.True(store.TryGetDigest((long)newest["revision"]!, out Digest digest));
        Assert.Equal((string?)newest["digest"], digest.ToString());
        Assert.InRange(snapshot.Count, mustBeWhole ? Entries : (long)newest["last_line"]!, Entries);
        for (int n = 0; n < snapshot.Count; n++)
        {
            Assert.True(snapshot.TryGet(Encoding.UTF8.GetBytes(Id(n)), out byte[]? value), $"Entry {n} is missing.");
            Assert.Equal(Value(n), Encoding.UTF8.GetString(value));
        }
    }

    private static string Id(int n) => $"entry {n}";

    private static string Value(int n) => n.ToString(CultureInfo.InvariantCulture).PadRight(ValueLength, 'v');
}
