using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// The built program, with every kind of system call that durability rests on failing once: nothing acknowledged is lost, the ending says
/// what happened, and the store opens again.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int CellsByDefault = 160;
    private const int ShortWritesByDefault = 30;
    private const int BrokenShown = 20;

    // Checkpoints, sweeps, full checkpoints and archiving: without them the workloads would not be what they say.
    private static readonly (string Call, string File)[] s_expected =
    [
        ("rename", "checkpoint-*.new"), ("unlink", "checkpoint-*"), ("rename", "nodes-*.new"), ("ftruncate", "nodes-*.new"),
        ("rename", "nodes-*.idx.new"), ("unlink", "nodes-*"), ("unlink", "nodes-*.idx"), ("rename", "full-*.new"),
        ("fdatasync", "full-*.new"), ("rename", "log-*"), ("fdatasync", "nodes-*"), ("fsync", ""),
    ];

    private static readonly ParallelOptions s_parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    [Fact]
    public void A_system_call_that_fails_loses_nothing()
    {
        using var scratch = new ScratchDirectory();
        FaultTracer.Need(scratch);
        FaultCell[] all = [.. FaultWorkload.All(scratch).SelectMany(workload => FaultTracer.Cells(workload, scratch))];
        Assert.All(s_expected, expected => Assert.Contains(
            all, cell => cell.Call.StartsWith(expected.Call, StringComparison.Ordinal) && cell.File == expected.File));
        FaultCell[] chosen = Choose(all, CellsByDefault, out int seed);
        var watch = Stopwatch.StartNew();
        int missed = 0;
        var broken = new ConcurrentQueue<string>();
        var endings = new ConcurrentQueue<string>();
        Parallel.ForEach(chosen.GroupBy(cell => cell.Workload), s_parallel, cells =>
        {
            foreach (FaultCell cell in cells)
            {
                ProgramResult result = FaultTracer.Run(cell, scratch, out string? call);
                if (call is null) Interlocked.Increment(ref missed);
                else if (Broken(cell, result, call) is { } promise) broken.Enqueue(promise);
                string ending = call is null ? "missed" : cell.IsKill ? "killed" : result.ExitCode == 0 ? "gone on" : "named";
                endings.Enqueue($"{cell.Workload.Name} {ending}");
            }
        });
        output.WriteLine($"seed {seed}: {chosen.Length} of {all.Length} faults tried, {missed} did not come about, {watch.Elapsed}");
        foreach (IGrouping<string, string> ending in endings.GroupBy(ending => ending).OrderBy(ending => ending.Key))
            output.WriteLine($"{ending.Key}: {ending.Count()}");
        Assert.True(broken.IsEmpty, $"{broken.Count} broken promises:\n" + string.Join('\n', broken.Take(BrokenShown)));
        Assert.True(missed < chosen.Length / 10, $"{missed} of {chosen.Length} faults did not come about.");
    }

    [Fact]
    public void A_write_that_does_only_its_first_part_is_gone_on_with_or_named()
    {
        using var scratch = new ScratchDirectory();
        ShortWriteLibrary library = ShortWriteLibrary.Make(scratch);
        var cells = new List<FaultCell>();
        foreach (FaultWorkload workload in FaultWorkload.All(scratch))
        {
            library.Run(workload, 0, thenFull: false, out int writes).Done();
            Assert.True(writes > 0, "The library sees none of the program's writes.");
            for (int at = 1; at <= writes; at++)
            {
                cells.Add(new FaultCell(workload, "pwrite", FaultCell.AnyFile, at, FaultCell.Short));
                cells.Add(new FaultCell(workload, "pwrite", FaultCell.AnyFile, at, FaultCell.ShortThenFull));
            }
        }

        FaultCell[] chosen = Choose([.. cells], ShortWritesByDefault, out int seed);
        int missed = 0;
        var broken = new List<string>();
        foreach (FaultCell cell in chosen)
        {
            ProgramResult result = library.Run(cell.Workload, cell.At, cell.Fault == FaultCell.ShortThenFull, out int writes);
            if (writes < cell.At) missed++;
            else if (Broken(cell, result, "") is { } promise) broken.Add(promise);
        }

        output.WriteLine($"seed {seed}: {chosen.Length} of {cells.Count} short writes tried, {missed} did not come about");
        Assert.True(broken.Count == 0, $"{broken.Count} broken promises:\n" + string.Join('\n', broken.Take(BrokenShown)));
        Assert.True(missed < chosen.Length / 5, $"{missed} of {chosen.Length} short writes did not come about.");
    }

    // Another sample is another run's: BASIS_SEED, or all of them in a campaign.
    private const int SeedByDefault = 7;

    private static string? Broken(FaultCell cell, ProgramResult result, string call)
    {
        try
        {
            cell.Workload.Check(cell, result, call);
            return null;
        }
        catch (Exception failure) when (failure is Xunit.Sdk.XunitException or StoreException)
        {
            return $"{cell}: {failure.Message}";
        }
    }

    // One of each sort, and more of any; in a campaign all of them.
    private static FaultCell[] Choose(FaultCell[] all, int count, out int seed)
    {
        bool isGiven = int.TryParse(Environment.GetEnvironmentVariable("BASIS_SEED"), CultureInfo.InvariantCulture, out int given);
        seed = isGiven ? given : SeedByDefault;
        if (Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1") return all;
        new Random(seed).Shuffle(all);
        FaultCell[] sorts = [.. all.DistinctBy(cell => cell.Sort)];
        return [.. sorts, .. all.Except(sorts).Take(Math.Max(0, count - sorts.Length))];
    }
}
