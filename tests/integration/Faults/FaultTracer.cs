using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Watches the program's system calls on the files of a store with strace, and makes one of them fail.</summary>
internal static class FaultTracer
{
    // What a machine does not know under these names is passed over.
    private const string Calls =
        "pwrite64,fdatasync,fsync,ftruncate,openat,?open,?rename,?renameat,?renameat2,?unlink,?unlinkat";

    private static readonly string[] s_errors = ["error=EIO", "error=ENOSPC", "error=EINTR"];

    private static readonly Regex s_line = new(@"^(?<thread>\d+) +(?<call>\w+)\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));

    /// <summary>Skips the test where there is no tracer, or where it may not trace.</summary>
    public static void Need(ScratchDirectory scratch)
    {
        try
        {
            ProgramResult probe = BasisProgram.RunUnder(["strace", "-f", "-o", scratch["probe"]], [], "--version");
            if (probe.ExitCode != 0) Assert.Skip("strace may not trace here.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no strace here.");
        }
    }

    /// <summary>Runs a workload undisturbed, and lists every fault of every call that it makes.</summary>
    public static IEnumerable<FaultCell> Cells(FaultWorkload workload, ScratchDirectory scratch)
    {
        string trace = scratch[workload.Name + "-trace"];
        workload.Run(["strace", "-f", "-y", "-qq", "-o", trace, "-e", "trace=" + Calls]).Done();
        var counts = new Dictionary<(string Call, string File, string Thread), int>();
        foreach (string line in File.ReadAllLines(trace))
        {
            Match call = s_line.Match(line);
            if (!call.Success || FileOf(line, workload.Data) is not { } file) continue;
            (string, string, string) key = (call.Groups["call"].Value, FaultCell.KindOf(file), call.Groups["thread"].Value);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        Assert.NotEmpty(counts);
        foreach (var group in counts.GroupBy(count => (count.Key.Call, count.Key.File)))
        {
            for (int at = 1; at <= group.Max(count => count.Value); at++)
            {
                foreach (string fault in s_errors.Append("signal=KILL"))
                    yield return new FaultCell(workload, group.Key.Call, group.Key.File, at, fault);
            }
        }
    }

    /// <summary>Runs a workload with one fault.</summary>
    /// <param name="cell">The fault.</param>
    /// <param name="scratch">Where the trace goes.</param>
    /// <param name="call">The call that failed as the tracer wrote it down, empty for a kill; null if it was not made.</param>
    public static ProgramResult Run(FaultCell cell, ScratchDirectory scratch, out string? call)
    {
        string trace = scratch[cell.Workload.Name + "-trace"];
        string at = cell.At.ToString(CultureInfo.InvariantCulture);
        ProgramResult result = cell.Workload.Run(
        [
            "strace", "-f", "-qq", "-o", trace, .. cell.Files().SelectMany(file => new[] { "-P", Path.Combine(cell.Workload.Data, file) }),
            "-e", "trace=" + cell.Call, "-e", $"inject={cell.Call}:{cell.Fault}:when={at}",
        ]);
        call = cell.IsKill
            ? result.ExitCode == 137 ? "" : null
            : File.ReadLines(trace).FirstOrDefault(line => line.Contains("(INJECTED)", StringComparison.Ordinal));
        return result;
    }

    // The name in the store's directory of the first file that a traced call speaks of, or null.
    private static string? FileOf(string line, string data)
    {
        int at = line.IndexOf(data, StringComparison.Ordinal);
        if (at < 0) return null;
        string rest = line[(at + data.Length)..];
        if (!rest.StartsWith('/')) return rest.StartsWith('"') || rest.StartsWith('>') ? "" : null;
        return rest[1..rest.AsSpan().IndexOfAny("\">")];
    }
}
