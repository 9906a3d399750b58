using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>How a run of the program ended.</summary>
internal sealed record ProgramResult(int ExitCode, byte[] OutBytes, string Talk)
{
    public string Out => Encoding.UTF8.GetString(OutBytes);

    /// <summary>Asserts success and returns standard output without its last line end.</summary>
    public string Done()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Talk}");
        return Out.TrimEnd('\n');
    }

    /// <summary>Asserts that the run was refused with one clear sentence, and returns it.</summary>
    public string Refused(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}: {Talk}{Out}");
        string[] lines = Talk.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 1, $"not one sentence: {Talk}");
        Assert.StartsWith("basis: ", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Talk + Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Talk, StringComparison.Ordinal);
        Assert.DoesNotContain(Talk.TrimEnd('\n'), char.IsControl);
        return lines[0];
    }
}
