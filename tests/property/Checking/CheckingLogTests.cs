using System.Buffers.Binary;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Checks of the log, the seals and the definition: nothing is found in whole ones, and every damage is found at its place.
/// </summary>
public sealed class CheckingLogTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_whole_store_has_no_findings(int seed)
    {
        SimDisk disk = Log(seed, out _);
        Dictionary<string, byte[]> before = disk.Image();
        FsckReport report = Check(disk, check: new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Empty(report.Notes);
        Assert.Empty(report.Leftovers);
        Assert.True(report.Segments > 1);
        Assert.Equal(report.Revision, report.Records);
        Assert.Equal(report.Records, report.Replayed);
        AssertSame(before, disk.Image());
        using TreeStore store = StoreBench.Manual(disk, LogOnly);
        Assert.Equal((store.Head.Revision, store.Head.Digest), (report.Revision, report.Digest));
        FsckReport online = store.Check(new FsckOptions { IsDeep = true });
        Assert.True(online.IsClean, string.Join('\n', online.Findings));
        Assert.Equal((store.Head.Revision, true, report.Records), (online.Revision, online.IsOnline, online.Replayed));
    }

    [Fact]
    public void A_check_goes_on_behind_every_damage()
    {
        SimDisk disk = Log(1, out _);
        List<(long Offset, byte[] Payload)> first = Frames(disk, 1);
        List<(long Offset, byte[] Payload)> second = Frames(disk, 2);
        disk.Flip(FileNames.Segment(1), (int)first[0].Offset + 40, 1); // a payload
        disk.Flip(FileNames.Segment(2), (int)second[0].Offset + 20, 1); // a header
        disk.Flip(FileNames.Segment(4), 60, 4); // the header of a segment
        disk.Replace(FileNames.Segment(6), null);
        FsckReport report = Check(disk);
        Assert.Equal(
            [
                (FsckKind.Frame, disk.PathOf(FileNames.Segment(1)), first[0].Offset),
                (FsckKind.Frame, disk.PathOf(FileNames.Segment(2)), second[0].Offset),
                (FsckKind.Segment, disk.PathOf(FileNames.Segment(4)), 0),
                (FsckKind.Segment, disk.PathOf(FileNames.Segment(6)), 0),
            ],
            report.Findings.Select(finding => (finding.Kind, finding.File, finding.Offset)));
    }

    [Theory]
    [InlineData(8, FsckKind.Chain, "revision")]
    [InlineData(16, FsckKind.Chain, "sequence")]
    [InlineData(24, FsckKind.Chain, "time")]
    [InlineData(32, FsckKind.Chain, "incarnation")]
    [InlineData(40, FsckKind.Chain, "hash")]
    [InlineData(72, FsckKind.Chain, "digest")]
    [InlineData(138, FsckKind.Record, "section")]
    public void A_forged_record_is_found(int field, FsckKind kind, string word)
    {
        SimDisk disk = Log(1, out _);
        List<(long Offset, byte[] Payload)> frames = Frames(disk, 1);
        Forge(disk, 1, 1, payload =>
        {
            if (field == 24) BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(24), 5);
            else payload[field]++;
        });
        if (field == 32) Forge(disk, 1, 1, payload => payload[32] = 9); // the next one is then too low
        FsckFinding[] found = [.. Check(disk).Findings.Where(finding => finding.File == disk.PathOf(FileNames.Segment(1)))];
        int at = field == 32 ? 2 : 1;
        FsckFinding finding = Assert.Single(found, finding => finding.Offset == frames[at].Offset);
        Assert.Equal(kind, finding.Kind);
        Assert.Contains(word, finding.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_do_not_belong_to_their_keys_are_found()
    {
        SimDisk disk = StoreBench.NewDisk(StoreBench.Hashed);
        using (TreeStore store = StoreBench.Manual(disk, LogOnly))
            StoreBench.Group(store, StoreBench.Batch(StoreBench.Put("alpha", "1"), StoreBench.Put("beta", "2")));
        (long offset, byte[] payload) = Frames(disk, 1)[0];
        int alpha = payload.AsSpan().IndexOf("alpha"u8);
        Forge(disk, 1, 0, bytes => bytes[alpha] = (byte)'x');
        Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.Id && finding.Offset == offset);
        int index = payload.AsSpan().IndexOf("beta"u8) - 8; // the number of its operation
        Forge(disk, 1, 0, bytes =>
        {
            bytes[alpha] = (byte)'a';
            payload.AsSpan(alpha - 8, 13).CopyTo(bytes.AsSpan(alpha - 8));
            bytes[index] = 0;
        });
        Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.Id && finding.Offset == offset);
    }

    [Fact]
    public void Seals_are_compared_with_the_log()
    {
        SimDisk disk = Log(2, out _);
        byte[] seals = Read(disk, FileNames.Seal);
        Assert.True(Seal.TryRead(seals, out Seal seal));
        (seal with { RecordHash = new Label(new byte[32]) }).Write(seals);
        disk.Replace(FileNames.Seal, seals);
        Assert.Equal((FsckKind.Seal, 0L), Only(Check(disk)));

        (seal with { StoreId = new StoreId("another store id"u8) }).Write(seals);
        disk.Replace(FileNames.Seal, seals);
        Assert.Equal((FsckKind.Seal, 0L), Only(Check(disk)));

        seals[200 + LogFormat.SealSlotLength] ^= 1; // outside of the seal
        seals[20] ^= 1; // torn
        disk.Replace(FileNames.Seal, seals);
        FsckReport torn = Check(disk);
        Assert.True(torn.IsClean);
        Assert.Equal((FsckKind.TornSeal, 0L), (Assert.Single(torn.Notes).Kind, torn.Notes[0].Offset));

        disk.Replace(FileNames.Seal, null);
        Assert.Equal((FsckKind.Seal, 0L), Only(Check(disk)));
    }

    [Fact]
    public void A_log_that_ends_before_its_seal_is_damaged_and_a_torn_tail_is_not()
    {
        SimDisk disk = Log(3, out _);
        string last = FileNames.Segment(FileNames.Segments(disk.List())[^1]);
        byte[] bytes = Read(disk, last);
        byte[] torn = [.. bytes, 1, 2, 3];
        disk.Replace(last, torn);
        FsckReport report = Check(disk);
        Assert.True(report.IsClean);
        Assert.Equal((FsckKind.TornTail, (long)bytes.Length), (Assert.Single(report.Notes).Kind, report.Notes[0].Offset));

        List<(long Offset, byte[] Payload)> frames = LogForge.Payloads(bytes);
        Assert.NotEmpty(frames);
        int cut = (int)frames[^1].Offset;
        disk.Replace(last, bytes[..cut]);
        FsckFinding finding = Assert.Single(Check(disk).Findings);
        Assert.Equal((FsckKind.Chain, (long)cut, disk.PathOf(last)), (finding.Kind, finding.Offset, finding.File));
    }

    [Fact]
    public void Without_a_definition_the_rest_is_checked_all_the_same()
    {
        SimDisk disk = Log(4, out _);
        long offset = Frames(disk, 2)[0].Offset;
        disk.Flip(FileNames.Segment(2), (int)offset + 30, 1);
        disk.Flip(FileNames.Definition, 33, 1);
        FsckReport damaged = Check(disk);
        Assert.Equal([FsckKind.Frame, FsckKind.Definition], damaged.Findings.Select(finding => finding.Kind));
        Assert.Equal(FsckKind.Unchecked, Assert.Single(damaged.Notes).Kind);
        disk.Replace(FileNames.Definition, null);
        Assert.Equal([FsckKind.Frame, FsckKind.Definition], Check(disk).Findings.Select(finding => finding.Kind));
        foreach (string name in disk.List()) disk.Replace(name, null);
        Assert.Throws<StoreNotFoundException>(() => Check(disk));
    }

    [Fact]
    public void Incarnations_are_compared_with_the_log()
    {
        SimDisk disk = Log(4, out StoreDefinition definition);
        byte[] bytes = Read(disk, FileNames.Incarnation);
        for (int at = 0; at < bytes.Length; at++)
        {
            disk.Flip(FileNames.Incarnation, at, 2);
            Assert.Equal(FsckKind.Incarnation, Assert.Single(Check(disk).Findings).Kind);
            disk.Flip(FileNames.Incarnation, at, 2);
        }

        byte[] value = new byte[definition.Parameters.ValueLength ?? 1];
        StoreRebuild.Run(disk, new RecoveryNotes([([7, 0, 1, 1], value)]), LogOnly, new SimClock());
        Assert.True(Check(disk).IsClean);
        disk.Replace(FileNames.Incarnation, bytes);
        Assert.Contains("incarnation 1", Assert.Single(Check(disk).Findings).Expected, StringComparison.Ordinal);
        disk.Replace(FileNames.Incarnation, null);
        Assert.Contains("missing", Assert.Single(Check(disk).Findings).Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_of_other_places_and_stores_are_found()
    {
        SimDisk disk = Log(5, out StoreDefinition definition);
        disk.Replace(FileNames.Segment(3), Read(disk, FileNames.Segment(2)));
        FsckReport report = Check(disk);
        Assert.Contains(report.Findings, finding => finding.Kind == FsckKind.Segment && finding.Offset == 32);

        var other = new SimDisk(9);
        TreeStore.Create(other, definition, new StoreId("fedcba9876543210"u8));
        disk.Replace(FileNames.Segment(3), Read(other, FileNames.Segment(1)));
        Assert.Contains(Check(disk).Findings, finding => finding.Kind == FsckKind.Segment && finding.Offset == 16);
    }

    [Fact]
    public void Findings_beyond_the_limit_are_counted()
    {
        SimDisk disk = Log(6, out _);
        foreach (ulong number in FileNames.Segments(disk.List())) disk.Flip(FileNames.Segment(number), 9, 1);
        FsckReport report = Check(disk, check: new FsckOptions { FindingsMax = 2 });
        Assert.Equal(2, report.Findings.Count);
        Assert.True(report.FindingCount > 2);
    }

    [Fact]
    public void Files_of_others_are_listed_and_no_fault()
    {
        SimDisk disk = Log(7, out _);
        disk.Replace("notes.txt", [1]);
        disk.Replace(FileNames.Segment(1) + ".bad-1", [1]);
        disk.Replace(FileNames.Segment(9) + FileNames.NewSuffix, [1]);
        FsckReport report = Check(disk);
        Assert.True(report.IsClean);
        Assert.Equal([FileNames.Segment(1) + ".bad-1", FileNames.Segment(9) + FileNames.NewSuffix, "notes.txt"], report.Leftovers);
    }

    [Fact]
    public void A_store_in_use_is_not_checked_offline()
    {
        SimDisk disk = Log(8, out _);
        using TreeStore store = StoreBench.Manual(disk, LogOnly);
        Assert.Throws<StoreLockedException>(() => Check(disk));
    }

    private static (FsckKind, long) Only(FsckReport report)
    {
        FsckFinding finding = Assert.Single(report.Findings);
        Assert.EndsWith(FileNames.Seal, finding.File, StringComparison.Ordinal);
        return (finding.Kind, finding.Offset);
    }

    private static void AssertSame(Dictionary<string, byte[]> before, Dictionary<string, byte[]> after)
    {
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach ((string name, byte[] bytes) in before) Assert.True(bytes.AsSpan().SequenceEqual(after[name]), name);
    }
}
