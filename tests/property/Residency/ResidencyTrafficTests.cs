using System.Buffers;
using Xunit;
using static BasisTrees.Tests.Property.ResidencyTree;

namespace BasisTrees.Tests.Property;

/// <summary>The figures of what searches pass and miss, against the nodes that a source was asked for and the height of the tree.</summary>
public sealed class ResidencyTrafficTests
{
    // A perfect tree: 256 leaves with the sentinel's, eight internal nodes above each.
    private const int Keys = 255;
    private const int Path = 9;

    [Fact]
    public void A_tree_without_a_node_store_counts_nothing()
    {
        Prover prover = new(new TreeParameters(8, null, 100));
        prover.Apply(Operation.Insert(Key(1), Value(1)));
        prover.Seal();
        using Snapshot snapshot = prover.Snapshot();
        Assert.True(snapshot.Contains(Key(1)));
        Assert.Equal(default, prover.Traffic);
    }

    [Fact]
    public void A_search_counts_the_nodes_on_its_way_and_those_that_had_to_be_read()
    {
        ResidencyTree tree = new(1, Keys);
        Assert.Equal(8, tree.Prover.Digest.Height);
        NodeTraffic before = tree.Prover.Traffic;
        Assert.Equal(0, before.Missed);
        tree.Prover.Apply(Operation.Lookup(Key(5)));
        tree.Prover.Discard();
        using (Snapshot snapshot = tree.Prover.Snapshot())
        {
            Assert.True(snapshot.Contains(Key(6)));
            Assert.False(snapshot.TryGet(Key(7_000), new ArrayBufferWriter<byte>()));
        }

        Assert.Equal(before with { Passed = before.Passed + (3 * Path) }, tree.Prover.Traffic);

        // Opened from the store only the root is in memory. Readers change nothing of that, operations bring in what they pass.
        tree.Reopen(tree.Checkpoint());
        using Snapshot stored = tree.Prover.Snapshot();
        Assert.Equal(default, tree.Prover.Traffic);
        Assert.True(stored.Contains(Key(6)));
        Assert.True(stored.Contains(Key(6)));
        Assert.Equal(new NodeTraffic(2 * Path, 2 * (Path - 1)), tree.Prover.Traffic);
        tree.Prover.Apply(Operation.Lookup(Key(6)));
        tree.Prover.Apply(Operation.Lookup(Key(6)));
        tree.Prover.Discard();
        Assert.Equal(new NodeTraffic(4 * Path, 3 * (Path - 1)), tree.Prover.Traffic);

        // What readers missed and the writer brings in for them is no search.
        Assert.True(stored.Contains(Key(200)));
        NodeTraffic missed = tree.Prover.Traffic;
        tree.Prover.WarmMissed();
        Assert.Equal(missed, tree.Prover.Traffic);
        Assert.True(stored.Contains(Key(200)));
        Assert.Equal(missed with { Passed = missed.Passed + Path }, tree.Prover.Traffic);
    }

    [Fact]
    public void Scans_and_proofs_count_each_node_that_they_show()
    {
        ResidencyTree tree = new(1, Keys);
        tree.Reopen(tree.Checkpoint());
        using Snapshot snapshot = tree.Prover.Snapshot();
        int nodes = (2 * Keys) + 1;
        Scan();
        Assert.Equal(new NodeTraffic(nodes, nodes - 1), tree.Prover.Traffic);
        ReadOnlyMemory<byte>[] keys = [.. Enumerable.Range(0, Keys).Select(i => (ReadOnlyMemory<byte>)Key(i))];
        Prove();
        int shown = nodes - 1; // the sentinel's leaf is not asked for
        Assert.Equal(new NodeTraffic(nodes + shown, nodes - 1 + shown - 1), tree.Prover.Traffic);

        for (int i = 0; i < Keys; i++) tree.Prover.Apply(Operation.Lookup(Key(i)));
        tree.Prover.Discard();
        NodeTraffic before = tree.Prover.Traffic;
        Prove();
        Assert.Equal(before with { Passed = before.Passed + shown }, tree.Prover.Traffic);
        before = tree.Prover.Traffic;
        Scan();
        Assert.Equal(new NodeTraffic(before.Passed + nodes, before.Missed + 1), tree.Prover.Traffic);

        void Scan()
        {
            Cursor cursor = snapshot.Scan(default, default);
            for (int i = 0; i < Keys; i++) Assert.True(cursor.MoveNext());
            Assert.False(cursor.MoveNext());
        }

        void Prove() => Assert.True(snapshot.TryProve(keys, new ArrayBufferWriter<byte>(), out _, out _));
    }

    [Fact]
    public async Task Readers_side_by_side_lose_no_count()
    {
        const int readers = 8;
        const int rounds = 20_000;
        ResidencyTree tree = new(1, Keys);
        NodeTraffic before = tree.Prover.Traffic;
        using Snapshot snapshot = tree.Prover.Snapshot();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(() =>
        {
            for (int i = 0; i < rounds; i++) Assert.True(snapshot.Contains(Key((i + reader) % Keys)));
        })));
        Assert.Equal(before with { Passed = before.Passed + ((long)readers * rounds * Path) }, tree.Prover.Traffic);
    }
}
