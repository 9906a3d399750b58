using System.Text;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Comparing revisions of a store by ids, while nodes leave memory and are swept.</summary>
public sealed class StoreDifferenceTests
{
    public static TheoryData<KeyMode, int> Modes => new() { { KeyMode.Hashed, 32 }, { KeyMode.Padded, 9 }, { KeyMode.Raw, 5 } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Held_revisions_differ_in_what_was_committed_between_them(KeyMode mode, int keyLength)
    {
        var random = new Random(keyLength);
        var definition = new StoreDefinition("bench", new TreeParameters(keyLength), mode);
        SimDisk disk = NewDisk(definition);
        var options = new StoreOptions { NodeCacheBytes = 64 << 10, NodeSegmentBytesMax = 8 << 10, CheckpointsRetained = 1 };
        using TreeStore store = TreeStore.Open(disk, options);
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        List<(StoreSnapshot Snapshot, Dictionary<string, string> Entries)> held = [];
        for (int batch = 0; batch < 60; batch++)
        {
            Change(store, entries, random);
            if (batch % 12 == 0) held.Add((store.Snapshot(), new Dictionary<string, string>(entries, StringComparer.Ordinal)));
            if (batch % 9 == 0) store.Checkpoint(compact: batch % 2 == 0);
        }

        foreach ((StoreSnapshot earlier, Dictionary<string, string> before) in held)
        {
            foreach ((StoreSnapshot later, Dictionary<string, string> after) in held)
            {
                Assert.True(earlier.TryCompare(later, default, out IEnumerable<StoreDifference> differences, out _));
                Assert.Equal(Expected(before, after), differences.Select(Text).Order(StringComparer.Ordinal));
            }
        }

        (StoreSnapshot first, StoreSnapshot last) = (held[0].Snapshot, held[^1].Snapshot);
        Assert.Equal(Whole(first, last), Paged(first, last));
        foreach ((StoreSnapshot snapshot, _) in held) snapshot.Dispose();
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_in_a_sentence()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Hashed));
        using TreeStore other = TreeStore.Open(NewDisk(Hashed));
        store.Commit(Batch(Put("a", "1")));
        using StoreSnapshot snapshot = store.Snapshot();
        using StoreSnapshot foreign = other.Snapshot();
        Assert.False(snapshot.TryCompare(snapshot, new ScanRange { From = Bytes("a") }, out _, out string? refusal));
        Assert.Contains("hashes", refusal, StringComparison.Ordinal);
        Assert.False(snapshot.TryCompare(snapshot, new ScanRange { Descending = true }, out _, out refusal));
        Assert.Contains("ascending", refusal, StringComparison.Ordinal);
        Assert.False(snapshot.TryCompare(snapshot, new ScanRange { Limit = -1 }, out _, out refusal));
        Assert.Contains("-1", refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => snapshot.TryCompare(foreign, default, out _, out _));
    }

    [Fact]
    public void A_range_of_padded_ids_is_kept()
    {
        using TreeStore store = TreeStore.Open(NewDisk(Padded));
        using StoreSnapshot empty = store.Snapshot();
        store.Commit(Batch(Put("a", "1"), Put("ab", "2"), Put("b", "3"), Put("c", "4")));
        using StoreSnapshot full = store.Snapshot();
        Assert.True(empty.TryCompare(full, new ScanRange { Prefix = Bytes("a") }, out IEnumerable<StoreDifference> differences, out _));
        Assert.Equal(["Added a  1", "Added ab  2"], differences.Select(Text));
        Assert.True(full.TryCompare(empty, new ScanRange { From = Bytes("ab"), To = Bytes("c") }, out differences, out _));
        Assert.Equal(["Removed ab 2 ", "Removed b 3 "], differences.Select(Text));
    }

    private static void Change(TreeStore store, Dictionary<string, string> entries, Random random)
    {
        List<Operation> operations = [];
        foreach (int number in Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.Next(400)).Distinct())
        {
            string id = $"{number + 10000}";
            bool isRemoved = random.Next(3) == 0;
            string value = $"{random.Next(3)}{new string('v', random.Next(200))}";
            operations.Add(isRemoved ? Operation.RemoveIfExists(Bytes(id)) : Put(id, value));
            if (isRemoved) entries.Remove(id);
            else entries[id] = value;
        }

        Assert.Equal(CommitOutcome.Committed, store.Commit(new Batch(operations)).Outcome);
    }

    private static string[] Whole(StoreSnapshot earlier, StoreSnapshot later)
    {
        Assert.True(earlier.TryCompare(later, default, out IEnumerable<StoreDifference> differences, out _));
        return [.. differences.Select(Text)];
    }

    private static List<string> Paged(StoreSnapshot earlier, StoreSnapshot later)
    {
        List<string> all = [];
        byte[] after = [];
        while (true)
        {
            var range = new ScanRange { AfterKey = after, Limit = 7 };
            Assert.True(earlier.TryCompare(later, range, out IEnumerable<StoreDifference> page, out _));
            StoreDifference[] read = [.. page];
            all.AddRange(read.Select(Text));
            if (read.Length < 7) return all;
            after = read[^1].Key;
        }
    }

    private static IEnumerable<string> Expected(Dictionary<string, string> before, Dictionary<string, string> after)
    {
        List<string> expected = [];
        foreach (string id in before.Keys.Union(after.Keys, StringComparer.Ordinal))
        {
            bool had = before.TryGetValue(id, out string? old);
            bool has = after.TryGetValue(id, out string? now);
            if (had && has && string.Equals(old, now, StringComparison.Ordinal)) continue;
            expected.Add($"{(had && has ? DifferenceKind.Changed : had ? DifferenceKind.Removed : DifferenceKind.Added)} {id} {old} {now}");
        }

        return expected.Order(StringComparer.Ordinal);
    }

    private static string Text(StoreDifference difference) =>
        $"{difference.Kind} {Word(difference.Id)} {Word(difference.EarlierValue)} {Word(difference.LaterValue)}";

    private static string Word(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);
}
