using Xunit;
using static BasisTrees.Tests.Property.ResidencyTree;

namespace BasisTrees.Tests.Property;

/// <summary>Memory is bounded by what was asked for, not by the tree.</summary>
public sealed class ResidencyMemoryTests(ITestOutputHelper output)
{
    private const int Keys = 40_000;
    private const long BytesMax = 600_000;

    [Fact]
    public void A_large_tree_works_in_little_memory()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        Random random = new(TreesRun.Seed);
        ResidencyTree tree = new(TreesRun.Seed, Keys);
        long whole = tree.Prover.ResidentBytes;
        StoredRoot root = tree.Checkpoint();
        tree.Reopen(root, BytesMax);
        Assert.True(tree.Prover.ResidentBytes < 1_000, $"{tree.Prover.ResidentBytes} bytes after opening");
        long largest = 0;
        long evicted = 0;
        for (int batch = 0; batch < 600; batch++)
        {
            for (int i = 0; i < 20; i++) tree.Prover.Apply(Operation.InsertOrUpdate(Key(random.Next(Keys)), Value(random.Next())));
            tree.Prover.Seal();
            if (tree.Prover.UnstoredBytes > BytesMax / 4) tree.Checkpoint();
            evicted += tree.Prover.Trim();
            largest = Math.Max(largest, tree.Prover.ResidentBytes);
        }

        output.WriteLine($"{whole} bytes as a whole, at most {largest} then, arena {tree.Prover.Bytes}, {evicted} nodes evicted");
        Assert.True(largest <= BytesMax, $"{largest} bytes");
        Assert.True(tree.Prover.Bytes <= BytesMax * 5 / 4, $"an arena of {tree.Prover.Bytes} bytes");
        Assert.True(largest > BytesMax / 2, $"no more than {largest} bytes are used of {BytesMax}");
    }

    [Fact]
    public void What_is_used_stays()
    {
        ResidencyTree tree = new(1, Keys);
        tree.Reopen(tree.Checkpoint(), BytesMax);
        Random random = new(TreesRun.Seed);
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int often = 0;
        int reads = 0;
        for (int batch = 0; batch < 1_000; batch++)
        {
            // A few hundred keys again and again, and each time some that nobody asks for a second time.
            int before = tree.Nodes.Reads;
            for (int i = 0; i < 20; i++, often++) tree.Prover.Apply(Operation.Lookup(Key(random.Next(300) * 7)));
            if (batch > 300) reads += tree.Nodes.Reads - before;
            for (int i = 0; i < 10; i++) tree.Prover.Apply(Operation.Lookup(Key(random.Next(Keys))));
            tree.Prover.Seal();
            tree.Prover.Trim();
        }

        output.WriteLine($"{reads} reads for {often} lookups of what is used");
        Assert.True(reads < often / 10, $"{reads} reads for {often} lookups of what is used");
    }

    [Fact]
    public void Large_values_count_with_their_bytes()
    {
        TreeParameters parameters = new(8, null, 100_000);
        ResidencyNodes nodes = new(1, parameters);
        Prover prover = new(parameters, nodes, residentBytesMax: 300_000);
        for (int i = 0; i < 50; i++)
        {
            prover.Apply(Operation.Insert(Key(i), new byte[50_000]));
            prover.Seal();
            Assert.True(prover.UnstoredBytes >= 50_000);
            foreach (Snapshot snapshot in prover.HeldSnapshots())
            {
                snapshot.WriteUnstored(nodes);
                snapshot.Dispose();
            }

            Assert.Equal(0, prover.UnstoredBytes);
            prover.Settle(prover.Revision, []);
            prover.Trim();
            Assert.True(prover.ResidentBytes <= 300_000, $"{prover.ResidentBytes} bytes");
        }
    }

    [Fact]
    public void A_trim_with_nothing_to_take_out_looks_at_little()
    {
        ResidencyTree tree = new(1, Keys, residentBytesMax: 0);
        Assert.Equal(0, tree.Prover.Trim());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prover(tree.Parameters, tree.Nodes, -1));
        tree.Prover.Apply(Operation.Lookup(Key(1)));
        Assert.Throws<InvalidOperationException>(() => tree.Prover.Trim());
        Assert.Throws<InvalidOperationException>(() => tree.Prover.WarmMissed());
        tree.Prover.Discard();
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Prover.Settle(tree.Prover.Revision + 1, []));
        using Snapshot other = new Prover(tree.Parameters).Snapshot();
        Assert.Throws<InvalidOperationException>(() => other.WriteUnstored(tree.Nodes));
    }
}
