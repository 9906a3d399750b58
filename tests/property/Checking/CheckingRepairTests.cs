using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Repairs: what is damaged is made whole or said to be beyond help, and never deleted.</summary>
public sealed class CheckingRepairTests
{
    [Fact]
    public void A_whole_store_is_left_alone()
    {
        SimDisk disk = Nodes(1);
        Dictionary<string, byte[]> before = disk.Image();
        FsckRepair repair = StoreCheck.Repair(disk, WithNodes, time: new SimClock());
        Assert.True(repair.Before.IsClean);
        Assert.Empty(repair.Recoveries);
        Assert.Same(repair.Before, repair.After);
        foreach ((string name, byte[] bytes) in before) Assert.Equal(bytes, disk.Image()[name]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Nodes_checkpoints_and_seals_are_made_whole_from_the_log(int seed)
    {
        Dictionary<string, byte[]> image = Nodes(seed, groups: 25).Image();
        Head head = HeadOf(image);
        int tried = 0;
        foreach ((string name, byte[] bytes) in image.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            bool isTried = FileNames.TryParseCheckpoint(name, out _) || name.StartsWith("nodes-", StringComparison.Ordinal);
            if (!isTried && name is not (FileNames.Seal or FileNames.Incarnation)) continue;
            for (int at = 3; at < bytes.Length; at += 1009)
            {
                var disk = SimDisk.FromImage(image, at);
                disk.Flip(name, at, 8);
                if (Check(disk).IsClean) continue; // a torn seal, or a byte between seals
                tried++;
                AssertRepaired(disk, WithNodes, head, $"byte {at} of {name}");
            }

            var gone = SimDisk.FromImage(image, 1);
            gone.Replace(name, null);
            if (!Check(gone).IsClean) AssertRepaired(gone, WithNodes, head, $"{name} missing");
        }

        Assert.True(tried > 10);
    }

    [Fact]
    public void With_a_copy_nodes_are_healed_where_they_are_and_segments_are_restored()
    {
        SimDisk whole = Nodes(6, groups: 25);
        Head head = HeadOf(whole.Image());
        StoreDefinition definition = DefinitionFile.Read(whole).Definition;
        var disk = SimDisk.FromImage(whole.Image(), 1);
        (string name, long offset) = CheckingForge.Find(disk, definition, body => body[0] == EncodedNode.LeafTag);
        disk.Flip(name, (int)offset + 20, 1);
        disk.Replace(FileNames.Segment(2), null);
        disk.Flip(FileNames.Segment(1), 150, 1);
        using var nodes = DirectoryRestoration.Open(SimDisk.FromImage(whole.Image(), 2), definition);
        StoreOptions options = WithNodes with { Restoration = nodes, LogRestoration = new LogCopy(SimDisk.FromImage(whole.Image(), 3)) };
        FsckRepair repair = AssertRepaired(disk, options, head, "with a copy");
        RecoveryReport recovery = Assert.Single(repair.Recoveries);
        Assert.True(recovery.NodesRestored >= 1);
        Assert.Equal([disk.PathOf(FileNames.Segment(1) + ".bad-1")], repair.SetAside);
        foreach (ulong number in FileNames.Segments(whole.List()))
            Assert.Equal(Read(whole, FileNames.Segment(number)), Read(disk, FileNames.Segment(number)));
    }

    [Theory]
    [InlineData(1, 25)] // in the id
    [InlineData(5, 17)] // in the place that a compacted segment keeps
    [InlineData(9, 0)] // in the length
    [InlineData(13, 6)] // in the checksum
    public void With_a_copy_ids_are_healed_where_they_are(int skip, int at)
    {
        SimDisk whole = Nodes(6, groups: 25);
        Head head = HeadOf(whole.Image());
        StoreDefinition definition = DefinitionFile.Read(whole).Definition;
        (string name, long offset, byte[] id) = CheckingForge.FindId(whole, definition, skip);
        var damaged = SimDisk.FromImage(whole.Image(), 1);
        damaged.Flip(name, (int)offset + at, 1);
        using var copy = DirectoryRestoration.Open(SimDisk.FromImage(whole.Image(), 2), definition);
        StoreOptions options = WithNodes with { Restoration = copy };

        // By a repair.
        var repaired = SimDisk.FromImage(damaged.Image(), 1);
        FsckRepair repair = AssertRepaired(repaired, options, head, "an id");
        Assert.Equal(1, Assert.Single(repair.Recoveries).NodesRestored);
        Assert.Contains(FileNames.Checkpoint(CheckingForge.Newest(whole).Revision), repaired.List());

        // By whoever meets it in a store that is open, once the writer has a moment.
        var met = SimDisk.FromImage(damaged.Image(), 1);
        AssertHasId(met, options, id, restored: 1);
        Assert.True(Check(met).IsClean, string.Join('\n', Check(met).Findings));
    }

    [Fact]
    public void An_id_that_cannot_be_healed_where_it_is_stays_in_the_next_checkpoint()
    {
        // Another id with a checksum that fits: whose record it is cannot be told, so it is left, and the right one is added.
        SimDisk disk = Nodes(6, groups: 25);
        StoreDefinition definition = DefinitionFile.Read(disk).Definition;
        using var copy = DirectoryRestoration.Open(SimDisk.FromImage(disk.Image(), 2), definition);
        (string name, long offset, byte[] id) = CheckingForge.FindId(disk, definition, skip: 7);
        CheckingForge.Change(disk, name, offset, body => body.Span[^1] ^= 0x40);
        AssertHasId(disk, WithNodes with { Restoration = copy }, id, restored: 1);
        AssertHasId(disk, WithNodes, id, restored: 0);
    }

    [Fact]
    public void What_no_way_leads_back_from_is_said_and_left()
    {
        SimDisk disk = Nodes(8);
        (long offset, _) = Frames(disk, 2)[0];
        disk.Flip(FileNames.Segment(2), (int)offset + 40, 1);
        FsckRepair repair = StoreCheck.Repair(disk, WithNodes, time: new SimClock());
        Assert.Equal(repair.Before.Findings, repair.After.Findings); // behind the checkpoints: the store opens, the damage stays

        SimDisk later = SimDisk.FromImage(disk.Image(), 1);
        later.Replace(FileNames.Definition, null);
        Assert.IsType<StoreNotFoundException>(StoreCheck.Repair(later, WithNodes, time: new SimClock()).Failure);

        string last = FileNames.Segment(FileNames.Segments(disk.List())[^1]);
        foreach (string name in disk.List().Where(name => FileNames.TryParseCheckpoint(name, out _))) disk.Replace(name, null);
        FsckRepair beyond = StoreCheck.Repair(disk, WithNodes, time: new SimClock());
        Assert.IsType<StoreDamagedException>(beyond.Failure);
        Assert.Equal(disk.PathOf(FileNames.Segment(2)), beyond.Failure.File);
        Assert.False(beyond.After.IsClean);
        Assert.Contains(last, disk.List());
    }

    [Fact]
    public void Files_of_another_store_are_put_aside()
    {
        SimDisk disk = Nodes(9);
        Head head = HeadOf(disk.Image());
        SimDisk other = new(5);
        TreeStore.Create(other, DefinitionFile.Read(disk).Definition, new StoreId("fedcba9876543210"u8));
        disk.Replace(FileNames.Seal, Read(other, FileNames.Seal));
        Assert.Throws<StoreDamagedException>(() => StoreBench.Manual(disk, WithNodes));
        FsckRepair repair = AssertRepaired(disk, WithNodes, head, "foreign seals");
        Assert.Contains(disk.PathOf(FileNames.Seal + ".bad-1"), repair.SetAside);
    }

    private static FsckRepair AssertRepaired(SimDisk disk, StoreOptions options, Head head, string what)
    {
        Dictionary<string, byte[]> before = disk.Image();
        FsckRepair repair = StoreCheck.Repair(disk, options, time: new SimClock());
        Assert.True(repair.Failure is null, $"{what}: {repair.Failure}");
        Assert.True(repair.After.IsClean, $"{what}: {string.Join('\n', repair.After.Findings)}");
        Assert.False(repair.Before.IsClean && repair.Before.Notes.Count == 0);
        Assert.Equal((head.Revision, head.Digest), (repair.After.Revision, repair.After.Digest));
        using TreeStore store = StoreBench.Manual(disk, options);
        Assert.Equal(head, store.Head);
        Assert.Equal(0, store.Recovery.Tier);
        foreach (string name in before.Keys.Where(name => name.StartsWith("log-", StringComparison.Ordinal)))
            Assert.Contains(name, disk.List());
        return repair;
    }

    private static void AssertHasId(SimDisk disk, StoreOptions options, byte[] id, long restored)
    {
        using TreeStore store = StoreBench.Manual(disk, options);
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.Contains(entries, entry => entry.Id.AsSpan().SequenceEqual(id));
        Assert.Equal(restored, store.Statistics().NodesRestored);
        store.CommitQueued();
    }

    private static Head HeadOf(Dictionary<string, byte[]> image)
    {
        using TreeStore store = StoreBench.Manual(SimDisk.FromImage(image, 1), WithNodes);
        return store.Head;
    }
}
