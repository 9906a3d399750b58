using System.Globalization;
using System.Text.RegularExpressions;

namespace BasisTrees.Tests.Integration;

/// <summary>One fault in one run of the program.</summary>
/// <param name="Workload">What the program does.</param>
/// <param name="Call">The system call, as the tracer names it.</param>
/// <param name="File">
/// The files of the store that it works on: a name in which <c>*</c> stands for any number; empty for the directory.
/// </param>
/// <param name="At">Which call of that kind on those files by one thread fails, the first being 1.</param>
/// <param name="Fault">What happens instead, in the tracer's words: <c>error=EIO</c>, <c>signal=KILL</c>.</param>
internal sealed record FaultCell(FaultWorkload Workload, string Call, string File, int At, string Fault)
{
    /// <summary>A write does its first part.</summary>
    public const string Short = "short";

    /// <summary>A write does its first part, and those after it fail because the disk is full.</summary>
    public const string ShortThenFull = "short, then full";

    /// <summary>In place of a file: calls are counted over all files of the store.</summary>
    public const string AnyFile = "any";

    // Numbers of segments and revisions of these stores are below it.
    private const int NumberMax = 160;

    private static readonly Regex s_number = new("[0-9a-f]{16}", RegexOptions.None, TimeSpan.FromSeconds(10));

    /// <summary>What cells have in common that are alike: one of each is always tried.</summary>
    public (string Call, string File) Sort => (Call, File);

    public bool IsKill => Fault.StartsWith("signal=", StringComparison.Ordinal);

    /// <summary>Whether the call is only to be made again, or gone on with.</summary>
    public bool IsInterruption => Fault == Short
        || Fault == "error=EINTR" && Call is ("pwrite64" or "ftruncate" or "openat" or "open");

    /// <summary>The kind of a file: its name with <c>*</c> for the number.</summary>
    public static string KindOf(string name) => s_number.Replace(name, "*");

    /// <summary>The names of all files that are meant.</summary>
    public IEnumerable<string> Files() => File.Contains('*', StringComparison.Ordinal)
        ? Enumerable.Range(0, NumberMax)
            .Select(n => File.Replace("*", n.ToString("x16", CultureInfo.InvariantCulture), StringComparison.Ordinal))
        : [File];

    public override string ToString() => $"{Workload.Name}: {Fault} at {Call} number {At} on \"{File}\"";
}
