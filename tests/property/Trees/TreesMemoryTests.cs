using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>What no version can see any more is used again: the same load takes no more memory later than it took at first.</summary>
public sealed class TreesMemoryTests(ITestOutputHelper output)
{
    [Fact]
    public void The_same_load_does_not_grow_the_tree()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        Random random = new(TreesRun.Seed);
        TreeParameters parameters = new(8, null, 300);
        TreesOperations operations = new(random, parameters, poolSize: 400);
        Prover prover = new(parameters);
        for (int round = 0; round < 40; round++) Load(prover, operations, random);
        long before = prover.Bytes;
        for (int round = 0; round < 400; round++) Load(prover, operations, random);
        output.WriteLine($"{before} bytes, then {prover.Bytes}");

        // Which value sizes come together is chance; growth without end would be tenfold.
        Assert.True(prover.Bytes <= 2 * before, $"{before} bytes, then {prover.Bytes}");
    }

    private static void Load(Prover prover, TreesOperations operations, Random random)
    {
        Queue<Snapshot> held = new();
        for (int batch = 0; batch < 20; batch++)
        {
            prover.TryPreview([operations.Next(), operations.Next()], null, out _, out _, out _);
            for (int i = random.Next(20); i > 0; i--) prover.Apply(operations.Next());
            if (random.Next(4) == 0) prover.Discard();
            else prover.Seal();
            if (random.Next(3) == 0) held.Enqueue(prover.Snapshot());
            if (held.Count > 3) held.Dequeue().Dispose();
        }

        while (held.TryDequeue(out Snapshot? snapshot)) snapshot.Dispose();
    }
}
