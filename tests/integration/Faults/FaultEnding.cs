using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>How the program may end when a system call has failed.</summary>
internal static class FaultEnding
{
    /// <summary>An exit code and a sentence, or success where that is the truth.</summary>
    /// <param name="cell">What failed.</param>
    /// <param name="result">How the program ended.</param>
    /// <param name="call">The call that failed, as the tracer wrote it down; empty if it did not.</param>
    internal static void Check(FaultCell cell, ProgramResult result, string call)
    {
        if (cell.IsKill)
        {
            Assert.True(result.ExitCode == 137, $"{cell}: exit code {result.ExitCode}: {result.Talk}");
            return;
        }

        Assert.True(result.ExitCode is 0 or 6, $"{cell}: exit code {result.ExitCode}: {result.Talk}");
        Assert.True(result.ExitCode == 0 || !cell.IsInterruption, $"{cell}: exit code {result.ExitCode}: {result.Talk}");
        Assert.True(result.ExitCode == 6 || MayBeSilent(cell, call), $"{cell}: nobody heard of it: {call}");
        if (result.ExitCode == 0) return;

        // Before it stand what opening the store had to tell, and what was imported until then.
        string? refusal = result.Talk.Split('\n').LastOrDefault(line => line.StartsWith("basis: ", StringComparison.Ordinal));
        Assert.True(refusal is not null, $"{cell}: no sentence: {result.Talk}");
        Assert.True(refusal.EndsWith('.') && refusal.Contains(cell.Workload.Data, StringComparison.Ordinal), $"{cell}: {refusal}");
        Assert.DoesNotContain("Exception", result.Talk, StringComparison.Ordinal);
    }

    // What is owed to nobody may fail without a word; what the store holds afterwards is checked in any case.
    private static bool MayBeSilent(FaultCell cell, string call)
    {
        // The report of openings is for people, and an index is made again when it is missed. Without its reserve a store takes no batches
        // and says so; whoever sends none does not need to hear it.
        bool isOwedToNobody = cell.File is "recovery" or "reserve" || cell.File.Contains(".idx", StringComparison.Ordinal);

        // Files are counted and measured for figures and for the room that is left, which are done without.
        bool isLooking = call.Contains("O_DIRECTORY", StringComparison.Ordinal)
            || (cell.File.Length > 0 && call.Contains("O_RDONLY", StringComparison.Ordinal));

        // On a full disk these are written once more, as a whole, out of the reserve; or the log is archived another time, which may also
        // show when the directory is opened to be synced. A write to log or seal is done again at its place, and the next batch refused.
        bool isPutOff = cell.Fault == "error=ENOSPC"
            && (cell.File is "incarnation.new" or "full-*.new" or "checkpoint-*.new" or "log-*.new"
                || cell.File.Contains(".bad-", StringComparison.Ordinal)
                || (cell.File.Length == 0 && cell.Call == "openat")
                || (cell.File is "log-*" or "seal" && cell.Call == "pwrite64"));
        // Which files are written to after the disk has filled up nobody knows here.
        bool isUnknown = cell.Fault == FaultCell.ShortThenFull;
        return cell.IsInterruption || isOwedToNobody || isLooking || isPutOff || isUnknown;
    }
}
