using System.Text;
using BasisTrees.Persistence;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Snapshots: reading, scanning and proving by id, while the writer goes on.</summary>
public sealed class StoreReadingTests
{
    [Fact]
    public void A_scan_of_padded_ids_yields_exactly_the_range()
    {
        var random = new Random(5);
        string[] ids = [.. Enumerable.Range(0, 300).Select(_ => Word(random, 1, 7)).Distinct()];
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        store.Commit(Batch([.. ids.Select(id => Put(id, "v" + id))]));
        using StoreSnapshot snapshot = store.Snapshot();
        for (int i = 0; i < 500; i++)
        {
            var range = new ScanRange
            {
                From = Bytes(Word(random, 0, 9)),
                To = Bytes(Word(random, 0, 9)),
                Prefix = Bytes(Word(random, 0, 3)),
                Descending = random.Next(2) == 0,
                Limit = random.Next(3) == 0 ? random.Next(5) : null,
            };
            Assert.Equal(Expected(ids, range), Scanned(snapshot, range));
        }
    }

    [Fact]
    public void A_range_over_hashed_ids_is_refused_by_name_and_everything_can_be_scanned()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        store.Commit(Batch(Put("a", "1"), Put("b", "2")));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.False(snapshot.TryScan(new ScanRange { Prefix = Bytes("a") }, out _, out string? refusal));
        Assert.Contains("hashes", refusal, StringComparison.Ordinal);
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.Equal(["a", "b"], entries.Select(entry => Encoding.UTF8.GetString(entry.Id!)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_of_hashed_keys_come_back_from_the_log()
    {
        var disk = NewDisk(Hashed);
        using (TreeStore store = TreeStore.Open(disk)) store.Commit(Batch(Put("an id of any length at all", "1"), Put("b", "2")));
        using TreeStore again = TreeStore.Open(disk);
        using StoreSnapshot snapshot = again.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.Contains(entries, entry => entry.Id.AsSpan().SequenceEqual("an id of any length at all"u8));
    }

    [Fact]
    public void A_proof_of_ids_convinces_a_verifier_and_bad_ids_are_named()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        store.Commit(Batch(Put("a", "1"), Put("b", "2")));
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.False(snapshot.TryProve([Bytes("a"), Bytes("much too long")], out _, out int index, out string? refusal));
        Assert.Equal(1, index);
        Assert.Contains("Id 1", refusal, StringComparison.Ordinal);
        Assert.Equal(Outcome.KeyLength, snapshot.Get(""u8, out _));
        Assert.NotEqual("", snapshot.Explain(""u8));
        Assert.True(snapshot.TryProve([Bytes("a"), Bytes("c")], out byte[]? proof, out _, out _));
        var verifier = new Verifier(Padded.Parameters);
        Assert.True(verifier.TryBegin(snapshot.Digest, proof));
        Assert.Equal(Outcome.Present, verifier.Apply(Operation.Lookup(Key("a"))));
        Assert.Equal(Outcome.Absent, verifier.Apply(Operation.Lookup(Key("c"))));
    }

    [Fact]
    public async Task Readers_see_whole_batches_while_many_clients_commit()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        await store.CommitAsync(Batch(Put("sum", "0"), Put("a", "0"), Put("b", "0")), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Task reader = Task.Run(() => ReadUntil(store, stop.Token), CancellationToken.None);
        Task[] clients = [.. Enumerable.Range(0, 4).Select(client => Task.Run(() => Transfer(store, client)))];
        await Task.WhenAll(clients);
        await stop.CancelAsync();
        await reader;
        Assert.Equal(1 + 4 * 250, store.Head.Revision);
        Assert.Equal(store.Head.Revision, store.ReadLog(1).Count());
    }

    private static async Task Transfer(TreeStore store, int client)
    {
        for (int i = 0; i < 250; i++)
        {
            string value = $"{client}.{i}";
            CommitResult result = await store.CommitAsync(Batch(Put("a", value), Put("b", value)));
            Assert.Equal(CommitOutcome.Committed, result.Outcome);

            // What was acknowledged is seen by whoever looks afterwards.
            using StoreSnapshot snapshot = store.Snapshot();
            Assert.True(snapshot.Revision >= result.Revision);
        }
    }

    private static void ReadUntil(TreeStore store, CancellationToken stop)
    {
        long last = 0;
        while (!stop.IsCancellationRequested)
        {
            using StoreSnapshot snapshot = store.Snapshot();
            Assert.True(snapshot.TryGet("a"u8, out byte[]? a) && snapshot.TryGet("b"u8, out byte[]? b) && a.AsSpan().SequenceEqual(b));
            Assert.True(snapshot.Revision >= last);
            last = snapshot.Revision;
            Thread.Yield();
        }
    }

    private static byte[] Key(string id)
    {
        byte[] key = new byte[Padded.Parameters.KeyLength];
        Assert.True(Padded.Keys.TryMap(Bytes(id), key));
        return key;
    }

    // Two letters and the smallest and largest byte: prefixes, neighbours and overlong bounds come up all the time.
    private static string Word(Random random, int min, int max) =>
        new([.. Enumerable.Range(0, random.Next(min, max + 1)).Select(_ => "ab\0\u007f"[random.Next(4)])]);

    private static string[] Expected(string[] ids, ScanRange range)
    {
        IEnumerable<byte[]> found = ids.Select(Bytes).Where(id =>
            (range.From.IsEmpty || id.AsSpan().SequenceCompareTo(range.From.Span) >= 0)
            && (range.To.IsEmpty || id.AsSpan().SequenceCompareTo(range.To.Span) < 0)
            && id.AsSpan().StartsWith(range.Prefix.Span));
        IEnumerable<string> words = found.Select(Convert.ToHexString).Order(StringComparer.Ordinal);
        if (range.Descending) words = words.Reverse();
        return [.. words.Take((int)(range.Limit ?? int.MaxValue))];
    }

    private static string[] Scanned(StoreSnapshot snapshot, ScanRange range)
    {
        Assert.True(snapshot.TryScan(range, out IEnumerable<StoreEntry> entries, out _));
        return [.. entries.Select(entry => Convert.ToHexString(entry.Id!))];
    }
}
