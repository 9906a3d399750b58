using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Readers on their own threads see the revision they were given, while the writer commits, checkpoints are written beside it, what is
/// old is let go and swept, and memory is emptied again and again.
/// </summary>
public sealed class ResidencyConcurrencyTests(ITestOutputHelper output)
{
    [Fact]
    public void Snapshots_answer_while_nodes_leave_memory()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int batches = TreesRun.Count(2_500, 60_000);
        Random random = new(TreesRun.Seed);
        TreeParameters parameters = new(6, null, 40);
        ResidencyNodes nodes = new(TreesRun.Seed, parameters);
        TreesOperations operations = new(random, parameters, poolSize: 1_200);
        Prover prover = new(parameters, nodes, residentBytesMax: 100_000);
        SortedDictionary<byte[], byte[]> model = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        using TreesReaders readers = new(threads: 3, TreesRun.Seed);
        using ResidencyBackground background = new(nodes);
        int evicted = 0;
        int warmed = 0;
        for (int b = 0; b < batches; b++)
        {
            bool discarded = random.Next(6) == 0;
            for (int i = random.Next(40); i > 0; i--)
            {
                Operation operation = Change(operations, random);
                Outcome outcome = prover.Apply(operation);
                if (discarded || !outcome.IsDone()) continue;
                if (operation.Kind == OperationKind.RemoveIfExists) model.Remove(operation.Key.ToArray());
                else model[operation.Key.ToArray()] = operation.Value.ToArray();
            }

            if (discarded) prover.Discard();
            else prover.Seal();
            if (random.Next(3) == 0) readers.Give(prover.Snapshot(), [.. model], prover.Digest);
            if (random.Next(9) == 0) prover.TryPreview([Change(operations, random)], null, out _, out _, out _);
            background.Step(prover, isPatient: random.Next(50) == 0);
            if (random.Next(4) == 0) warmed += prover.WarmMissed();
            evicted += prover.Trim();
        }

        readers.Finish();
        background.Finish(prover);
        evicted += prover.Trim();
        prover.Seal();
        prover.Trim();
        TreesInventory.CheckResident(prover, "the end");
        Assert.Equal(model.Count, prover.Count);
        output.WriteLine($"{readers.Questions} questions, {background.Checkpoints} checkpoints, {evicted} nodes out, {warmed} keys warmed");
        Assert.True(readers.Questions > batches && background.Checkpoints > 20 && evicted > batches && warmed > 0);
    }

    // Only kinds whose effect on a dictionary is plain to see.
    private static Operation Change(TreesOperations operations, Random random)
    {
        byte[] key = operations.Keys[random.Next(operations.Keys.Count)];
        if (random.Next(3) == 0) return Operation.RemoveIfExists(key);
        byte[] value = new byte[random.Next(41)];
        random.NextBytes(value);
        return Operation.InsertOrUpdate(key, value);
    }
}
