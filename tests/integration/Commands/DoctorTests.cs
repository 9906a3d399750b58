using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What helps whoever sets the program up: doctor, a configuration to begin with, completion.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_doctor_looks_at_everything_and_leaves_nothing_behind()
    {
        string data = _scratch.Store("data");
        string[] before = Files();
        Dictionary<string, (string Is, string Because)> found = Ask(data);
        Assert.Equal(
            ["config", "data", "lock", "disk", "space", "clock", "open files", "memory", "processor"], found.Keys);
        Assert.Equal("fine", found["data"].Is);
        Assert.Contains("Nobody", found["lock"].Because, StringComparison.Ordinal);
        Assert.Equal("fine", found["clock"].Is);
        Assert.Equal(before, Files());
        File.SetLastWriteTimeUtc(Path.Combine(data, "seal"), DateTime.UtcNow.AddHours(3));
        Assert.Contains("set back", Ask(data)["clock"].Because, StringComparison.Ordinal);
        Assert.Equal("doubtful", Ask(Path.Combine(data, "none"))["data"].Is);
        using ServedStore service = ServedStore.Start(data);
        Assert.Contains("open", Ask(data)["lock"].Because, StringComparison.Ordinal);

        string[] Files() => [.. Directory.GetFiles(data).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_configuration_to_begin_with_is_the_shipped_one_and_replaces_nothing()
    {
        string path = Path.Combine(_scratch.Store("data"), "new", "mine.toml");
        BasisProgram.Run("config", "init", path).Done();
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "config", "basis.toml")), File.ReadAllText(path));
        BasisProgram.Run("config", "check", "--config", path).Done();
        File.WriteAllText(path, "# mine");
        ProgramResult again = BasisProgram.Run("config", "init", path);
        Assert.Equal(4, again.ExitCode);
        Assert.Contains("stays as it is", again.Talk, StringComparison.Ordinal);
        Assert.Equal("# mine", File.ReadAllText(path));
    }

    [Fact]
    public void Shells_complete_commands_and_options()
    {
        Assert.Equal("checkpoint\ncrosscheck", BasisProgram.Run("[suggest:9]", "basis che").Done());
        Assert.Contains("--dry-run", BasisProgram.Run("[suggest:15]", "basis recover -").Done(), StringComparison.Ordinal);
        string script = _scratch.Write("basis.bash", BasisProgram.Run("completion", "bash").Done());
        using Process bash = Process.Start("bash", ["-n", script]);
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
        Assert.Contains("compdef", BasisProgram.Run("completion", "zsh").Done(), StringComparison.Ordinal);
        Assert.Equal(2, BasisProgram.Run("completion", "csh").ExitCode);
    }

    private static Dictionary<string, (string Is, string Because)> Ask(string data)
    {
        JsonNode found = JsonNode.Parse(BasisProgram.Run("doctor", "--data", data, "--json").Done())!;
        return found.AsArray().ToDictionary(one => (string)one!["what"]!, one => ((string)one!["is"]!, (string)one["because"]!));
    }
}
