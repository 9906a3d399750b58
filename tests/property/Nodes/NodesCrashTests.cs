using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>One script with everything in it, cut off or failed at every single file operation.</summary>
public sealed class NodesCrashTests
{
    private static readonly SimDiskFault[] s_faults =
        [SimDiskFault.CrashBefore, SimDiskFault.CrashAfter, SimDiskFault.InputOutput, SimDiskFault.NoSpace, SimDiskFault.ShortWrite];

    [Fact]
    public void A_script_that_fails_at_any_operation_loses_nothing_that_was_synced()
    {
        int fates = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1" ? 40 : 1;
        long operations = CountOperations();
        Assert.InRange(operations, 100, 2000);
        for (long at = 1; at <= operations; at++)
        {
            foreach (SimDiskFault fault in s_faults)
            {
                for (int fate = 0; fate < fates; fate++) Run(at, fault, (int)at + fate);
            }
        }
    }

    private static long CountOperations()
    {
        var disk = new SimDisk(1);
        var model = new NodesModel();
        new NodesCrashScript(disk, model).Run();
        NodesFigures figures = Figures(disk);
        Assert.True(figures.Compacted > 0 && figures.Data > 1, "The script makes every kind of file.");
        return disk.Operations;
    }

    private static NodesFigures Figures(SimDisk disk)
    {
        int compacted = disk.Image().Count(file => FileNames.TryParseNodes(file.Key, out _) && file.Value[40] == NodeFormat.CompactedKind);
        return new NodesFigures(FileNames.NodeSegments(disk.Image().Keys).Length - compacted, compacted);
    }

    private static void Run(long at, SimDiskFault fault, int fate)
    {
        var disk = new SimDisk(fate);
        var model = new NodesModel();
        disk.FailAt(at, fault);
        try
        {
            new NodesCrashScript(disk, model).Run();
            Assert.True(disk.Faults == 0 || fault is not (SimDiskFault.CrashBefore or SimDiskFault.CrashAfter) || disk.IsDown);
        }
        catch (StoreException)
        {
            Assert.Equal(1, disk.Faults);
        }

        disk.FailNoMore();
        if (disk.IsDown || fate % 2 == 0) disk.Crash();
        else disk.Kill();
        try
        {
            // The newest checkpoint, then every older one that must still be reachable.
            while (true)
            {
                using SegmentNodeStore store = NodesCrashScript.Open(disk);
                Assert.True(store.ReturnTo(model.Newest.Mark), store.Refusal);
                model.Returned(model.Newest);
                model.CheckReads(store, new Random(1), int.MaxValue);
                model.CheckAll(store);
                if (model.Checkpoints.Count == 1) return;
                model.Checkpoints.RemoveAt(model.Checkpoints.Count - 1);
            }
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Operation {at}, {fault}, fate {fate}: {failure.Message}", failure);
        }
    }
}
