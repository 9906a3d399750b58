using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Files of another store, or none, in place of a store's own, with checkpoints and nodes beside the log: the identical state in a way
/// that is reported, or one sentence that names the file, and then nothing has changed.
/// </summary>
public sealed class StoreForeignTests
{
    private const int Batches = 40;

    private static readonly StoreOptions Small = new() { ReserveBytes = 0, SegmentBytesMax = 2 << 10, CheckpointOperations = 25 };

    private readonly ITestOutputHelper _output;
    private readonly Dictionary<string, byte[]> _ours;
    private readonly Head _head;

    public StoreForeignTests(ITestOutputHelper output)
    {
        _output = output;
        _ours = Image(Padded, "0123456789abcdef"u8, "ours", out _head);
    }

    [Fact]
    public void A_store_has_every_kind_of_file()
    {
        foreach (string kind in new[] { "log-", "nodes-", "checkpoint-", "seal", "store", "incarnation" })
            Assert.Contains(_ours.Keys, name => name.StartsWith(kind, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_of_another_store_are_refused_or_repaired_with_a_report()
    {
        Dictionary<string, byte[]> theirs = Image(Padded, "fedcba9876543210"u8, "theirs", out _);
        foreach (string name in Owned())
        {
            if (theirs.TryGetValue(name, out byte[]? foreign)) Check(name, foreign, $"a foreign {name}");
        }
    }

    [Fact]
    public void Files_of_a_store_with_another_key_length_are_refused_or_repaired_with_a_report()
    {
        var longer = new StoreDefinition("bench", new TreeParameters(12), KeyMode.Padded);
        Dictionary<string, byte[]> theirs = Image(longer, "0123456789abcdef"u8, "theirs", out _);
        foreach (string name in Owned())
        {
            if (theirs.TryGetValue(name, out byte[]? foreign) && name is not (FileNames.Seal or FileNames.Incarnation))
                Check(name, foreign, $"{name} of a store with longer keys");
        }
    }

    [Fact]
    public void A_file_that_is_missing_is_named_or_made_again_with_a_report()
    {
        foreach (string name in Owned()) Check(name, null, $"{name} missing");
    }

    [Theory]
    [InlineData("bench", 9, 1 << 20, KeyMode.Padded)]
    [InlineData("bench", 8, 1 << 20, KeyMode.Raw)]
    [InlineData("other", 8, 1 << 20, KeyMode.Padded)]
    [InlineData("bench", 8, 2 << 20, KeyMode.Padded)]
    public void A_definition_that_was_changed_is_refused(string treeId, int keyLength, int valueLengthMax, KeyMode mode)
    {
        var definition = new StoreDefinition(treeId, new TreeParameters(keyLength, null, valueLengthMax), mode);
        byte[] changed = new DefinitionFile(new StoreId("0123456789abcdef"u8), definition).ToBytes();
        SimDisk disk = SimDisk.FromImage(_ours, 1);
        disk.Replace(FileNames.Definition, changed);
        AssertRefused(disk);

        // Wherever the beginning of the log has gone: the incarnation knows as well.
        disk.Replace(FileNames.Segment(1), null);
        AssertRefused(disk);
    }

    private static void AssertRefused(SimDisk disk)
    {
        Dictionary<string, byte[]> before = disk.Image();
        StoreDamagedException refused = Assert.Throws<StoreDamagedException>(() => Manual(disk, Small));
        Assert.Equal(disk.PathOf(FileNames.Definition), refused.File);
        Assert.Contains("the definition was expected", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, disk.Image());
    }

    // Segments before the checkpoint are read only when somebody asks for them, and then what is wrong with them is said.
    private static bool ReadsLog(TreeStore store, string path)
    {
        try
        {
            return store.ReadLog(1).Count() == Batches ? true : throw new InvalidOperationException("Records are missing.");
        }
        catch (StoreDamagedException damage) when (damage.File == path)
        {
            return false;
        }
    }

    private string Newest() =>
        _ours.Keys.Where(name => name.StartsWith("checkpoint-", StringComparison.Ordinal)).Max(StringComparer.Ordinal)!; // there are some

    private IEnumerable<string> Owned() =>
        _ours.Keys.Where(name => name is not (FileNames.Lock or FileNames.Recovery)).Order(StringComparer.Ordinal);

    private void Check(string name, byte[]? bytes, string what)
    {
        SimDisk disk = SimDisk.FromImage(_ours, 1);
        disk.Replace(name, bytes);
        Dictionary<string, byte[]> before = disk.Image();
        TreeStore store;
        try
        {
            store = Manual(disk, Small);
        }
        catch (StoreException refusal)
        {
            _output.WriteLine($"{what}: {refusal.Message}");
            Assert.True(refusal.File is not null && refusal.Message.Contains(refusal.File, StringComparison.Ordinal), what);
            Assert.True(refusal.Message.EndsWith('.') && !refusal.Message.Contains(". ", StringComparison.Ordinal), what);
            Assert.Equal(before, disk.Image());
            return;
        }

        using (store)
        {
            RecoveryReport report = store.Recovery;
            bool isReported = report.Tier > 0 || report.Evidence.Count > 0 || report.SealedRevision is null || store.IsNewIncarnation;
            _output.WriteLine($"{what}: tier {report.Tier}, {(isReported ? "reported" : "silent")}: {string.Join(' ', report.Evidence)}");
            Assert.Equal(_head, store.Head);
            bool isRead = ReadsLog(store, disk.PathOf(name));
            using StoreSnapshot snapshot = store.Snapshot();
            for (int i = 0; i < 7; i++) Assert.True(snapshot.TryGet(Bytes($"k{i}"), out _), what);

            // What is derived from others is derived again in silence; a checkpoint that is not needed is not read.
            bool isOld = name.StartsWith("checkpoint-", StringComparison.Ordinal) && name != Newest();
            Assert.True(isReported || isOld || !isRead || name.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal), what);
        }
    }

    private static Dictionary<string, byte[]> Image(StoreDefinition definition, ReadOnlySpan<byte> storeId, string value, out Head head)
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, definition, new StoreId(storeId));
        using (TreeStore store = Manual(disk, Small))
        {
            for (int i = 0; i < Batches; i++) Answer(Group(store, Batch(Put($"k{i % 7}", $"{value} {i}"), Put($"n{i}", value)))[0]);
            head = store.Head;
        }

        return disk.Image();
    }
}
