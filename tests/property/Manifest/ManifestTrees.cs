namespace BasisTrees.Tests.Property;

/// <summary>Trees for the tests of manifests, by seed.</summary>
internal static class ManifestTrees
{
    /// <summary>A tree after a short random history, so that its shape is that of inserts and removals.</summary>
    internal static Prover Random(int seed)
    {
        TreesHistory history = TreesHistories.Small(seed);
        Prover prover = new(history.Parameters);
        foreach (TreesStep step in history.Steps)
        {
            if (step.Kind == TreesStepKind.Apply) Apply(prover, step.Operations);
        }

        prover.Seal();
        return prover;
    }

    /// <summary>A tree of some keys of four bytes with values up to nine bytes long.</summary>
    internal static Prover OfSize(int seed, int keys)
    {
        Random random = new(seed);
        Prover prover = new(new TreeParameters(4));
        while (prover.Count < keys)
        {
            byte[] key = new byte[4];
            random.NextBytes(key);
            byte[] value = new byte[random.Next(10)];
            random.NextBytes(value);
            prover.Apply(Operation.InsertOrUpdate(key, value));
        }

        prover.Seal();
        return prover;
    }

    private static void Apply(Prover prover, IReadOnlyList<Operation> operations)
    {
        foreach (Operation operation in operations) prover.Apply(operation);
    }
}
