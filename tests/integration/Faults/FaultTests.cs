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
    private const int CellsByDefault = 80;
    private const int ShortWritesByDefault = 30;
    private const int BrokenShown = 20;

    [Fact]
    public void A_system_call_that_fails_loses_nothing()
    {
        using var scratch = new ScratchDirectory();
        FaultTracer.Need(scratch);
        FaultCell[] all = [.. Workloads(scratch).SelectMany(workload => FaultTracer.Cells(workload, scratch))];
        FaultCell[] chosen = Choose(all, CellsByDefault, out int seed);
        var watch = Stopwatch.StartNew();
        int missed = 0;
        var broken = new List<string>();
        foreach (FaultCell cell in chosen)
        {
            ProgramResult result = FaultTracer.Run(cell, scratch, out bool happened);
            if (!happened) missed++;
            else if (Broken(cell, result) is { } promise) broken.Add(promise);
        }

        output.WriteLine($"seed {seed}: {chosen.Length} of {all.Length} faults tried, {missed} did not come about, {watch.Elapsed}");
        Assert.True(broken.Count == 0, $"{broken.Count} broken promises:\n" + string.Join('\n', broken.Take(BrokenShown)));
        Assert.True(missed < chosen.Length / 10, $"{missed} of {chosen.Length} faults did not come about.");
    }

    [Fact]
    public void A_write_that_does_only_its_first_part_is_gone_on_with_or_named()
    {
        using var scratch = new ScratchDirectory();
        ShortWriteLibrary library = ShortWriteLibrary.Make(scratch);
        var cells = new List<FaultCell>();
        foreach (FaultWorkload workload in Workloads(scratch))
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
        var broken = new List<string>();
        foreach (FaultCell cell in chosen)
        {
            ProgramResult result = library.Run(cell.Workload, cell.At, cell.Fault == FaultCell.ShortThenFull, out int writes);
            if (writes < cell.At) broken.Add($"{cell}: only {writes} writes were made");
            else if (Broken(cell, result) is { } promise) broken.Add(promise);
        }

        output.WriteLine($"seed {seed}: {chosen.Length} of {cells.Count} short writes tried");
        Assert.True(broken.Count == 0, $"{broken.Count} broken promises:\n" + string.Join('\n', broken.Take(BrokenShown)));
    }

    // Another sample is another run's: BASIS_SEED, or all of them in a campaign.
    private const int SeedByDefault = 7;

    private static FaultWorkload[] Workloads(ScratchDirectory scratch) =>
        [FaultWorkload.Creation(scratch), FaultWorkload.Import(scratch), FaultWorkload.Recovery(scratch)];

    private static string? Broken(FaultCell cell, ProgramResult result)
    {
        try
        {
            cell.Workload.Check(cell, result);
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
