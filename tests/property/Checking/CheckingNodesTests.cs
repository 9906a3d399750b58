using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Checks of checkpoints, their trees, and the files of nodes.</summary>
public sealed class CheckingNodesTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_whole_store_has_no_findings(int seed)
    {
        SimDisk disk = Nodes(seed);
        Dictionary<string, byte[]> before = disk.Image();
        var scratch = new SimDisk(seed);
        FsckReport report = Check(disk, check: new FsckOptions { IsDeep = true, Scratch = scratch });
        output.WriteLine(report.ToString());
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Empty(report.Notes);
        Assert.Empty(report.Leftovers);
        Assert.Empty(scratch.List());
        Assert.Equal(2, report.Checkpoints);
        Assert.True(report.Nodes > 200 && report.NodeRecords > 200);
        Assert.Equal(report.Records, report.Replayed);
        Dictionary<string, byte[]> after = disk.Image();
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach ((string name, byte[] bytes) in before) Assert.True(bytes.AsSpan().SequenceEqual(after[name]), name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_changed_byte_of_any_file_is_found_in_that_file(int seed)
    {
        Dictionary<string, byte[]> image = Nodes(seed, groups: 30).Image();
        foreach ((string name, byte[] bytes) in image.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            bool isChecked = FileNames.TryParseCheckpoint(name, out _) || name.StartsWith("nodes-", StringComparison.Ordinal)
                || name is FileNames.Definition;
            if (!isChecked) continue;
            for (int at = 0; at < bytes.Length; at += 397)
            {
                var disk = SimDisk.FromImage(image, at);
                disk.Flip(name, at, (byte)(1 << (at % 8)));
                FsckReport report = Check(disk);
                bool isNodes = name.StartsWith("nodes-", StringComparison.Ordinal); // others are checked as a whole
                Assert.True(
                    report.Findings.Any(finding => finding.File == disk.PathOf(name) && (finding.Offset <= at || !isNodes)),
                    $"byte {at} of {name}: {string.Join('\n', report.Findings)}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_forged_routing_key_is_found_in_its_node(int seed)
    {
        SimDisk disk = Nodes(seed);
        StoreDefinition definition = DefinitionFile.Read(disk).Definition;
        int keyLength = definition.Parameters.KeyLength;
        for (int i = 0; i < 6; i++)
        {
            int skip = 3 * i;
            var forged = SimDisk.FromImage(disk.Image(), i);
            (string name, long offset) = CheckingForge.Find(forged, definition, body => body[0] == EncodedNode.InternalTag && skip-- == 0);
            CheckingForge.Change(forged, name, offset, body => body.Span[1 + keyLength] ^= 1); // the last byte of the key
            FsckReport report = Check(forged);
            FsckFinding finding = Assert.Single(report.Findings, finding => finding.Kind == FsckKind.Tree);
            Assert.Equal((forged.PathOf(name), offset), (finding.File, finding.Offset));
            Assert.Contains("routing key", finding.Expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_node_that_is_another_is_found()
    {
        SimDisk disk = Nodes(4);
        StoreDefinition definition = DefinitionFile.Read(disk).Definition;
        (string name, long offset) = CheckingForge.Find(
            disk, definition, body => body[0] == EncodedNode.LeafTag && body.Length > 1 + (2 * definition.Parameters.KeyLength));
        CheckingForge.Change(disk, name, offset, body => body.Span[^1] ^= 1); // a value
        FsckReport report = Check(disk);
        Assert.Contains(report.Findings, found => found.Kind == FsckKind.Tree && found.File == disk.PathOf(name) && found.Offset == offset);
        Assert.Contains(report.Findings, found => found.Kind == FsckKind.NodeIndex);
    }

    [Fact]
    public void A_tombstone_of_a_node_that_is_needed_is_found()
    {
        SimDisk disk = Nodes(5);
        StoreDefinition definition = DefinitionFile.Read(disk).Definition;
        Checkpoint newest = CheckingForge.Newest(disk);
        NodeStoreMark mark = CheckingForge.WithNodes(disk, definition, newest, nodes =>
        {
            nodes.Bury([new Departure(newest.Root, newest.Revision)]);
            return nodes.Sync();
        });
        CheckpointFile.Write(disk, LogForge.StoreId, newest with { Mark = mark });
        (string name, long offset) = CheckingForge.Find(disk, definition, _ => true);
        FsckFinding finding = Assert.Single(Check(disk).Findings);
        Assert.Equal((FsckKind.Tombstone, disk.PathOf(name), offset), (finding.Kind, finding.File, finding.Offset));
    }

    [Fact]
    public void An_id_that_is_not_kept_is_found_at_its_leaf()
    {
        SimDisk disk = Nodes(3);
        StoreDefinition definition = DefinitionFile.Read(disk).Definition;
        (string name, long offset, _) = CheckingForge.FindId(disk, definition, skip: 0);
        CheckingForge.Change(disk, name, offset, body => body.Span[^1] ^= 0x40);
        FsckReport report = Check(disk);
        Assert.Contains(report.Findings, finding => finding.Kind == FsckKind.NodeIndex);
        Assert.All(report.Findings, finding => Assert.True(finding.Kind is FsckKind.Id or FsckKind.NodeIndex, finding.ToString()));
    }

    [Fact]
    public void Checkpoints_that_contradict_the_log_or_the_nodes_are_found()
    {
        SimDisk whole = Nodes(7);
        Checkpoint newest = CheckingForge.Newest(whole);
        string path = whole.PathOf(FileNames.Checkpoint(newest.Revision));
        Checkpoint[] wrong =
        [
            newest with { Chain = newest.Chain with { NextSequence = newest.Chain.NextSequence + 1 } },
            newest with { Chain = newest.Chain with { Hash = newest.Chain.Digest.Root } },
            newest with { LogOffset = newest.LogOffset - 1 },
            newest with { LogSegment = newest.LogSegment - 1 },
            newest with { RecordUnixNanoseconds = newest.RecordUnixNanoseconds + 1 },
            newest with { Mark = new NodeStoreMark(newest.Mark.First, newest.Mark.Second + 1) },
            newest with { Engine = "another" },
        ];
        foreach (Checkpoint checkpoint in wrong)
        {
            var disk = SimDisk.FromImage(whole.Image(), 1);
            CheckpointFile.Write(disk, LogForge.StoreId, checkpoint);
            Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.Checkpoint && finding.File == path);
        }

        var more = SimDisk.FromImage(whole.Image(), 2);
        CheckpointFile.Write(more, LogForge.StoreId, newest with { Count = newest.Count + 1 });
        FsckFinding count = Assert.Single(Check(more).Findings);
        Assert.Equal(FsckKind.Tree, count.Kind);
        Assert.Contains("keys", count.Expected, StringComparison.Ordinal);
        var gone = SimDisk.FromImage(whole.Image(), 3);
        gone.Replace(FileNames.Checkpoint(newest.Revision), null);
        FsckFinding missing = Assert.Single(Check(gone).Findings);
        Assert.Equal((FsckKind.Checkpoint, path), (missing.Kind, missing.File));
    }

    [Fact]
    public void Files_of_nodes_that_are_missing_cut_or_foreign_are_found()
    {
        SimDisk whole = Nodes(8);
        ulong[] numbers = FileNames.NodeSegments(whole.List());
        Assert.True(numbers.Length > 3);
        foreach (ulong number in numbers)
        {
            string name = FileNames.Nodes(number);
            var disk = SimDisk.FromImage(whole.Image(), 1);
            disk.Replace(name, null);
            Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.Checkpoint);

            byte[] bytes = Read(whole, name);
            disk.Replace(name, bytes[..(bytes.Length / 2)]);
            Assert.NotEmpty(Check(disk).Findings);

            disk.Replace(name, Read(whole, FileNames.Nodes(number == numbers[0] ? numbers[1] : numbers[0])));
            Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.NodeFile && finding.File == disk.PathOf(name));
        }
    }
}
