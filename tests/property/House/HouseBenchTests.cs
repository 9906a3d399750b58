using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The bench works, and refuses to report a speed without the right digests.</summary>
public sealed class HouseBenchTests(ITestOutputHelper output)
{
    [Fact]
    public void A_short_run_reproduces_the_pinned_digests()
    {
        string built = FindBench();
        string json = Path.Combine(Path.GetTempPath(), $"basis-bench-{Guid.NewGuid():N}.json");
        try
        {
            (int code, string text) = Run(built, "--short", "--json", json);
            output.WriteLine(text);
            Assert.Equal(0, code);
            Assert.Contains("digest of 20,000 leaves: as pinned", text, StringComparison.Ordinal);
            Assert.Contains("digest of 100,000 leaves: as pinned", text, StringComparison.Ordinal);
            using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(json));
            Assert.Equal(100_000, report.RootElement.GetProperty("leaves").GetInt32());
            JsonElement[] rows = [.. report.RootElement.GetProperty("rows").EnumerateArray()];
            Assert.Equal(8, rows.Length);
            Assert.All(rows, r => Assert.True(r.GetProperty("ratePerSecond").GetDouble() > 0));
        }
        finally
        {
            File.Delete(json);
        }
    }

    [Fact]
    public void A_short_run_over_http_works()
    {
        string built = FindBench();
        string directory = Directory.CreateTempSubdirectory("basis-bench-").FullName;
        try
        {
            (int code, string text) = Run(built, "--short", "--leaves", "2000", "--http", directory);
            output.WriteLine(text);
            Assert.Equal(0, code);
            string[] rows =
            [
                "lookup of one key", "proof of one key", "proof of 100 keys", "write of one key, durable", "batches of 1,000 in binary",
                "lookups beside checkpoints", "durable writes beside checkpoints",
            ];
            Assert.All(rows, row => Assert.Contains(row, text, StringComparison.Ordinal));
            Assert.Empty(Directory.GetFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_mistaken_option_is_answered_with_the_usage()
    {
        string built = FindBench();
        (int code, string text) = Run(built, "--leaves", "many");
        Assert.Equal(2, code);
        Assert.Contains("'--leaves many' cannot be understood.", text, StringComparison.Ordinal);
    }

    // The bench is built in the same configuration and for the same framework as this assembly.
    private static string FindBench()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        string configuration = folder.Parent!.Name; // bin is above it
        string built = Path.Combine(HouseRepository.Root, "bench", "bin", configuration, folder.Name, "BasisTrees.Bench.dll");
        if (!File.Exists(built)) Assert.Skip($"The bench is not built: {Path.GetRelativePath(HouseRepository.Root, built)} is missing.");
        return built;
    }

    private static (int Code, string Text) Run(string built, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [built, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The bench cannot be started.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        text += errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
