using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Comparing revisions: exactly what dictionaries say, in an effort that follows the differences.</summary>
public sealed class TreesDifferenceTests(ITestOutputHelper output)
{
    private int _differences;
    private int _compared;

    [Fact]
    public void Any_two_revisions_differ_in_exactly_what_dictionaries_say()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        for (int i = 0; i < TreesRun.Count(150, 10_000); i++) Run(unchecked(TreesRun.Seed + i));
        output.WriteLine($"{_compared} comparisons, {_differences} differences");
        Assert.True(_differences > 1_000, $"{_differences} differences");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(300)]
    public void The_nodes_read_follow_the_differences(int changes)
    {
        const int keys = 30_000;
        Random random = new(changes);
        var parameters = new TreeParameters(8, 8);
        var prover = new Prover(parameters);
        for (int i = 0; i < keys; i++) prover.Apply(Operation.Insert(Key(i), new byte[8]));
        using Snapshot earlier = Sealed(prover);
        for (int i = 0; i < changes; i++)
        {
            long at = random.Next(keys);
            prover.Apply((i % 3) switch
            {
                0 => Operation.InsertOrUpdate(Key(at), new byte[] { 1, 2, 3, 4, 5, 6, 7, (byte)i }),
                1 => Operation.RemoveIfExists(Key(at)),
                _ => Operation.InsertOrUpdate(Key(keys + i), new byte[8]),
            });
        }

        using Snapshot later = Sealed(prover);
        DifferenceCursor cursor = earlier.Compare(later, default, default);
        long found = 0;
        while (cursor.MoveNext()) found++;
        output.WriteLine($"{changes} changes, {found} differences, {cursor.NodesRead} nodes read, height {later.Digest.Height}");
        Assert.InRange(found, changes / 2, changes);

        // A path in each tree for a change, one more where a leaf beside it names another next key, and as much again for what a rotation
        // takes out of line.
        Assert.InRange(cursor.NodesRead, changes == 0 ? 0 : 2, changes * 8L * later.Digest.Height);
    }

    [Fact]
    public void Trees_of_another_form_with_the_same_entries_do_not_differ()
    {
        var parameters = new TreeParameters(8, null, 16);
        var upwards = new Prover(parameters);
        var downwards = new Prover(parameters);
        for (int i = 0; i < 500; i++)
        {
            upwards.Apply(Operation.Insert(Key(i), new[] { (byte)i }));
            downwards.Apply(Operation.Insert(Key(499 - i), new[] { (byte)(499 - i) }));
        }

        using Snapshot one = Sealed(upwards);
        using Snapshot other = Sealed(downwards);
        Assert.NotEqual(one.Digest, other.Digest);
        Assert.False(one.Compare(other, default, default).MoveNext());
    }

    [Fact]
    public void Misuse_is_named()
    {
        var tree = new Prover(new TreeParameters(8));
        var wider = new Prover(new TreeParameters(9));
        Snapshot empty = Sealed(tree);
        using Snapshot otherLength = Sealed(wider);
        Assert.Throws<ArgumentException>(() => empty.Compare(otherLength, default, default));
        tree.Apply(Operation.Insert(Key(1), new byte[] { 1 }));
        using Snapshot later = Sealed(tree);
        DifferenceCursor cursor = empty.Compare(later, default, default);
        Assert.Throws<InvalidOperationException>(() => cursor.Key.Length);
        Assert.True(cursor.MoveNext());
        Assert.Equal((DifferenceKind.Added, 0, 1), (cursor.Kind, cursor.EarlierValue.Length, cursor.LaterValue.Length));
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => cursor.LaterValue.Length);
        empty.Dispose();
        Assert.Throws<ObjectDisposedException>(() => later.Compare(empty, default, default));
        Assert.Throws<ObjectDisposedException>(() => empty.Compare(later, default, default));
    }

    private static byte[] Key(long number)
    {
        byte[] key = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(key, 1 + (number * 0x9E3779B97F4A7C1));
        return key;
    }

    private void Run(int seed)
    {
        Random random = new(seed);
        var parameters = new TreeParameters(1 + random.Next(6), null, 30);
        var operations = new TreesOperations(random, parameters, poolSize: 1 + random.Next(60));
        var tree = new Prover(parameters);
        List<(Snapshot Snapshot, SortedDictionary<string, string> Entries)> revisions = [];
        for (int revision = 0; revision < 5; revision++)
        {
            for (int i = random.Next(random.Next(2) == 0 ? 4 : 40); i > 0; i--) tree.Apply(operations.Next());
            Snapshot snapshot = Sealed(tree);
            revisions.Add((snapshot, EntriesOf(snapshot)));
        }

        foreach ((Snapshot earlier, SortedDictionary<string, string> before) in revisions)
        {
            foreach ((Snapshot later, SortedDictionary<string, string> after) in revisions)
            {
                byte[] from = Bound(random, parameters);
                byte[] to = Bound(random, parameters);
                Check(Expected(before, after, from, to), earlier.Compare(later, from, to), seed);
            }
        }

        foreach ((Snapshot snapshot, _) in revisions) snapshot.Dispose();
    }

    private void Check(IEnumerable<string> expected, DifferenceCursor cursor, int seed)
    {
        List<string> found = [];
        while (cursor.MoveNext())
        {
            string line = $"{cursor.Kind} {Hex(cursor.Key)} {Hex(cursor.EarlierValue)} {Hex(cursor.LaterValue)}";
            found.Add(line);
        }

        Assert.True(expected.SequenceEqual(found, StringComparer.Ordinal), $"BASIS_SEED={seed}: {string.Join("; ", found)}");
        _compared++;
        _differences += found.Count;
    }

    private static IEnumerable<string> Expected(
        SortedDictionary<string, string> before, SortedDictionary<string, string> after, byte[] from, byte[] to)
    {
        foreach (string key in before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            byte[] bytes = Convert.FromHexString(key);
            if (bytes.AsSpan().SequenceCompareTo(from) < 0 || (to.Length > 0 && bytes.AsSpan().SequenceCompareTo(to) >= 0)) continue;
            bool had = before.TryGetValue(key, out string? old);
            bool has = after.TryGetValue(key, out string? now);
            if (had && has && string.Equals(old, now, StringComparison.Ordinal)) continue;
            DifferenceKind kind = had && has ? DifferenceKind.Changed : had ? DifferenceKind.Removed : DifferenceKind.Added;
            yield return $"{kind} {key} {old} {now}";
        }
    }

    private static SortedDictionary<string, string> EntriesOf(Snapshot snapshot)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Cursor cursor = snapshot.Scan(default, default);
        while (cursor.MoveNext()) entries.Add(Hex(cursor.Key), Hex(cursor.Value));
        return entries;
    }

    private static byte[] Bound(Random random, TreeParameters parameters)
    {
        byte[] bound = new byte[random.Next(3) == 0 ? 0 : random.Next(parameters.KeyLength + 1)];
        random.NextBytes(bound);
        return bound;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    private static Snapshot Sealed(Prover prover)
    {
        prover.Seal();
        return prover.Snapshot();
    }
}
