using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Ways back that do not lead to the tree: what is refused is named, and everything is left as it was.</summary>
public sealed class RecoveryRefusalTests
{
    // The matrix found this: where nothing had been met that was damaged, files of nodes that no checkpoint vouches for were deleted before
    // the log was read that then turned out to be damaged.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rebuild_that_fails_leaves_the_files_of_nodes(bool hasSeal)
    {
        SimDisk disk = Nodes(5);
        foreach (long revision in CheckpointFile.Revisions(disk.List())) disk.Replace(FileNames.Checkpoint(revision), null);
        if (!hasSeal) disk.Replace(FileNames.Seal, null);
        disk.Flip(FileNames.Segment(2), 300, 1);
        Dictionary<string, byte[]> before = disk.Image();
        Assert.Contains(before.Keys, name => name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal));
        Assert.True(FileNames.NodeSegments(before.Keys).Length > 1);
        StoreDamagedException damage = Assert.Throws<StoreDamagedException>(() => StoreBench.Manual(disk, WithNodes));
        Assert.Equal(disk.PathOf(FileNames.Segment(2)), damage.File);
        Dictionary<string, byte[]> after = disk.Image();
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
    }

    // The same where the rebuild succeeds: what was put aside is evidence if there was any, else it goes.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rebuild_keeps_the_files_of_nodes_only_as_evidence(bool hasSeal)
    {
        SimDisk disk = Nodes(5);
        foreach (long revision in CheckpointFile.Revisions(disk.List())) disk.Replace(FileNames.Checkpoint(revision), null);
        if (!hasSeal) disk.Replace(FileNames.Seal, null); // a seal names the checkpoint that is missing
        using TreeStore store = StoreBench.Manual(disk, WithNodes);
        Assert.Equal(hasSeal, disk.List().Any(FileNames.IsBad));
        Assert.DoesNotContain(disk.List(), name => name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal));
    }

    // The log has to go on from a full checkpoint: where it does not, the log is named, not the checkpoint.
    [Fact]
    public void A_log_that_does_not_reach_a_full_checkpoint_is_named()
    {
        SimDisk disk = Nodes(6, groups: 60, WithNodes with { LogRetention = TimeSpan.Zero });
        disk.Replace(FileNames.Archive(1), null);
        long revision = (long)FileNames.Fulls(disk.List())[^1];
        string name = SegmentOf(disk, revision);
        byte[] bytes = Read(disk, name);
        byte[] flipped = [.. bytes];
        flipped[200] ^= 1;
        StoreDamagedException damage = Refused(SimDisk.FromImage(disk.Image(), 1), name, flipped);
        Assert.Equal((disk.PathOf(name), true), (damage.File, damage.Offset <= 200));
        damage = Refused(SimDisk.FromImage(disk.Image(), 1), name, bytes[..LogFormat.SegmentHeaderLength]);
        Assert.Equal((disk.PathOf(name), (long?)LogFormat.SegmentHeaderLength), (damage.File, damage.Offset));
    }

    private static StoreDamagedException Refused(SimDisk disk, string name, byte[] bytes)
    {
        disk.Replace(name, bytes);
        return Assert.Throws<StoreDamagedException>(() => TreeStore.Recover(disk, WithNodes with { RecoveryTierMin = 3 }));
    }

    // The segment that has the record of a revision.
    private static string SegmentOf(SimDisk disk, long revision)
    {
        var files = new LogFiles(disk, LogForge.StoreId);
        foreach (ulong number in files.Numbers().Reverse())
        {
            using IFile file = files.Open(number);
            if (files.ReadHeader(file, number).Start.Revision < revision) return file.Path[(file.Path.LastIndexOf('/') + 1)..];
        }

        throw new InvalidOperationException($"No segment has revision {revision}.");
    }
}
