using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Readers on their own threads see the revision they were given, whatever the writer does meanwhile.</summary>
public sealed class TreesConcurrencyTests(ITestOutputHelper output)
{
    [Fact]
    public void Snapshots_answer_from_other_threads_while_batches_are_written()
    {
        int batches = TreesRun.Count(1_500, 60_000);
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        Random random = new(TreesRun.Seed);
        TreeParameters parameters = new(6, null, 40);
        TreesOperations operations = new(random, parameters, poolSize: 1_200);
        Prover prover = new(parameters);
        SortedDictionary<byte[], byte[]> model = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        using TreesReaders readers = new(threads: 3, TreesRun.Seed);
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
        }

        readers.Finish();
        Assert.Equal(model.Count, prover.Count);
        output.WriteLine($"{batches} batches, {readers.Questions} questions, {prover.Count} keys at the end");
        Assert.True(readers.Questions > batches);
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
