using System.Globalization;
using System.Text.RegularExpressions;
using BasisTrees.Host.Configuration;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The unit and the container file say what the program takes and does; neither systemd nor a container is started.</summary>
public sealed class DeployTests
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(10);

    [Fact]
    public void The_unit_starts_reloads_and_stops_the_service_as_it_is_made_to_be()
    {
        string[] lines = Lines("deploy/basis.service");
        Assert.Equal("notify", Value(lines, "Type"));
        Assert.Equal("SIGTERM", Value(lines, "KillSignal"));
        Assert.EndsWith("-HUP $MAINPID", Value(lines, "ExecReload"), StringComparison.Ordinal);
        string[] command = Value(lines, "ExecStart").Split(' ');
        Assert.Equal("basis", Path.GetFileName(command[0]));

        // The command is one that the program has, with the options that it knows: a file that is not there is what it complains of.
        string refused = BasisProgram.Run(command[1..]).Refused(2);
        Assert.Contains("/etc/basis/basis.toml", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Unrecognized", refused, StringComparison.Ordinal);
        TimeSpan stop = TimeSpan.FromMinutes(
            int.Parse(Value(lines, "TimeoutStopSec").Replace("min", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
        Assert.True(Duration.TryParse(SettingKeys.ShutdownTimeout.Default, out Duration shutdown));
        Assert.True(stop > shutdown.TimeSpan * 2, "Requests, jobs and a last checkpoint need their time.");
        Assert.Equal(["2", "5"], Value(lines, "RestartPreventExitStatus").Split(' '));
        foreach (string hardened in new[] { "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "UMask=0077" })
            Assert.Contains(hardened, lines);
        Assert.Equal("/var/lib/" + Value(lines, "StateDirectory"), Value(lines, "WorkingDirectory"));
    }

    [Fact]
    public void The_container_builds_what_is_here_and_runs_as_nobody_in_particular()
    {
        string[] lines = Lines("deploy/Containerfile");
        string publish = lines.Single(line => line.StartsWith("RUN dotnet publish", StringComparison.Ordinal));
        Assert.True(Directory.Exists(FirstStepsTests.RepositoryFile(publish.Split(' ')[3])), publish);
        Assert.Contains("USER 1654", lines);
        Assert.Contains("STOPSIGNAL SIGTERM", lines);
        string port = SettingKeys.Listen.Default.Split(':')[^1];
        Assert.Contains($"EXPOSE {port}", lines);
        string variables = lines.Single(line => line.StartsWith("ENV ", StringComparison.Ordinal));
        foreach (Match variable in Regex.Matches(variables, "BASIS__[A-Z_]+", RegexOptions.None, s_within))
            Assert.Contains(SettingKeys.All, key => key.Variable == variable.Value);
        Assert.Contains($"0.0.0.0:{port}", variables, StringComparison.Ordinal);
        Assert.Contains(SettingKeys.Tokens.Variable, variables, StringComparison.Ordinal); // it listens beyond the loopback interface
    }

    private static string[] Lines(string file) => File.ReadAllLines(FirstStepsTests.RepositoryFile(file));

    private static string Value(string[] lines, string key) =>
        lines.Single(line => line.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];
}
