using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A store that was rolled back cannot tell, and is refused by whoever remembers more than it.</summary>
public sealed class StoreExpectationTests
{
    private static readonly StoreOptions[] Engines =
    [
        new() { ReserveBytes = 0, SegmentBytesMax = 1 << 10 },
        new() { ReserveBytes = 0, SegmentBytesMax = 1 << 10, NodeEngine = NodeEngine.Memory },
    ];

    public static TheoryData<int> EngineNumbers => [0, 1];

    [Theory]
    [MemberData(nameof(EngineNumbers))]
    public void What_is_remembered_and_still_there_opens_the_store(int engine)
    {
        SimDisk disk = NewDisk(Padded);
        List<StoreExpectation> issued = Fill(disk, engine, 40);
        foreach (StoreExpectation expected in issued)
        {
            using TreeStore store = Manual(disk, Engines[engine] with { ExpectAtLeast = expected });
            Assert.Equal(40, store.Head.Revision);
        }
    }

    [Theory]
    [MemberData(nameof(EngineNumbers))]
    public void An_older_copy_is_refused_and_left_as_it_is(int engine)
    {
        SimDisk disk = NewDisk(Padded);
        Fill(disk, engine, 20);
        Dictionary<string, byte[]> older = disk.Image();
        StoreExpectation last = Fill(disk, engine, 1)[^1];
        SimDisk restored = SimDisk.FromImage(older, 1);
        StoreOptions options = Engines[engine] with { ExpectAtLeast = last };
        StoreRolledBackException refused = Assert.Throws<StoreRolledBackException>(() => Manual(restored, options));
        Assert.Equal(last, refused.Expected);
        Assert.Equal(
            $"The store in /sim was rolled back: revision 21 with digest {last.Digest} was expected, and it ends at revision 20.",
            refused.Message);
        Assert.Equal(older, restored.Image());
        Manual(restored, Engines[engine]).Dispose();
    }

    [Theory]
    [MemberData(nameof(EngineNumbers))]
    public void Another_history_is_refused(int engine)
    {
        SimDisk disk = NewDisk(Padded);
        Fill(disk, engine, 20);
        SimDisk fork = SimDisk.FromImage(disk.Image(), 1);
        StoreExpectation ours = Fill(disk, engine, 10)[^1];
        Fill(fork, engine, 20, "other");
        StoreOptions options = Engines[engine] with { ExpectAtLeast = ours };
        Manual(disk, options).Dispose();
        string message = Assert.Throws<StoreRolledBackException>(() => Manual(fork, options)).Message;
        Assert.StartsWith($"The store in /sim has another history: revision 30 was expected to have digest {ours.Digest}, and it has ",
            message, StringComparison.Ordinal);
        var empty = new StoreExpectation(0, ours.Digest);
        Assert.Throws<StoreRolledBackException>(() => Manual(disk, Engines[engine] with { ExpectAtLeast = empty }));
    }

    [Fact]
    public void A_log_that_is_archived_still_tells_and_one_that_is_gone_is_refused()
    {
        SimDisk disk = NewDisk(Padded);
        List<StoreExpectation> issued = Fill(disk, 0, 40);
        string first = FileNames.Segment(1);
        byte[] segment = disk.Image()[first];
        StoreExpectation old = issued[0];
        disk.Replace(first, null);
        disk.Replace(FileNames.Archive(1), segment);
        StoreOptions options = Engines[0] with { ExpectAtLeast = old };
        Manual(disk, options).Dispose();
        disk.Replace(FileNames.Archive(1), null);
        var index = new RevisionIndex(new LogFiles(disk, LogForge.StoreId));
        index.Begin(issued.Count);
        var head = new ChainPoint(issued.Count, 1, default, issued[^1].Digest);
        issued[^1].Check(head, default, index, disk.Location);
        StoreRolledBackException untold =
            Assert.Throws<StoreRolledBackException>(() => old.Check(head, default, index, disk.Location));
        Assert.StartsWith("It cannot be told whether the store in /sim was rolled back: the log of revision 1,", untold.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0:" + Zeros, true)]
    [InlineData("9223372036854775807:" + Zeros, true)]
    [InlineData("9223372036854775808:" + Zeros, false)]
    [InlineData("-1:" + Zeros, false)]
    [InlineData("+1:" + Zeros, false)]
    [InlineData(" 1:" + Zeros, false)]
    [InlineData("1:" + Zeros + "0", false)]
    [InlineData("1", false)]
    [InlineData(":" + Zeros, false)]
    [InlineData("1:", false)]
    [InlineData("1::" + Zeros, false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_revision_and_a_digest_are_an_expectation(string? text, bool isOne)
    {
        Assert.Equal(isOne, StoreExpectation.TryParse(text, out StoreExpectation? expectation));
        if (isOne) Assert.Equal(text, expectation!.ToString());
    }

    private const string Zeros = "000000000000000000000000000000000000000000000000000000000000000000";

    private static List<StoreExpectation> Fill(SimDisk disk, int engine, int batches, string value = "v")
    {
        using TreeStore store = Manual(disk, Engines[engine]);
        var issued = new List<StoreExpectation>();
        for (int i = 0; i < batches; i++)
        {
            CommitResult result = Answer(Group(store, Batch(Put($"{i % 7}", $"{value} {store.Head.Revision}"), Put("same", value)))[0]);
            issued.Add(new StoreExpectation(result.Revision, result.After));
        }

        return issued;
    }
}
