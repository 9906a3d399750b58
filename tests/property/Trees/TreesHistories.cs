namespace BasisTrees.Tests.Property;

/// <summary>Makes histories from seeds: the same seed always makes the same history.</summary>
internal static class TreesHistories
{
    /// <summary>A short history over a small tree.</summary>
    public static TreesHistory Small(int seed)
    {
        Random random = new(seed);
        TreeParameters parameters = Parameters(random);
        TreesOperations operations = new(random, parameters, poolSize: 1 + random.Next(random.Next(4) == 0 ? 60 : 16));
        List<TreesStep> steps = Steps(random, operations, stepCount: 10 + random.Next(60), batchMax: 1 + random.Next(16));
        return new TreesHistory(seed, parameters, steps);
    }

    /// <summary>A long history over a tree of thousands of keys.</summary>
    public static TreesHistory Large(int seed, int keys)
    {
        Random random = new(seed);
        TreeParameters parameters = random.Next(2) == 0 ? new TreeParameters(32, 8) : new TreeParameters(4 + random.Next(20), null, 40);
        TreesOperations operations = new(random, parameters, keys);
        List<TreesStep> steps = [];
        for (int i = 0; i < keys; i++)
        {
            byte[] value = new byte[parameters.ValueLength ?? random.Next(20)];
            random.NextBytes(value);
            steps.Add(new TreesStep(TreesStepKind.Apply, Operation.Insert(operations.Keys[i], value)));
            if (random.Next(700) == 0) steps.Add(new TreesStep(TreesStepKind.Seal));
        }

        steps.AddRange(Steps(random, operations, stepCount: 2 * keys, batchMax: 1000));
        return new TreesHistory(seed, parameters, steps);
    }

    private static TreeParameters Parameters(Random random)
    {
        int keyLength = random.Next(6) switch
        {
            0 => 1,
            1 => 2,
            2 => 32,
            _ => 1 + random.Next(40),
        };
        if (random.Next(20) == 0) keyLength = random.Next(40, TreeParameters.KeyLengthMax + 1);
        return random.Next(40) switch
        {
            // Values of every size that is stored in its own way.
            0 => new TreeParameters(keyLength, null, 6_000),
            1 => new TreeParameters(keyLength, random.Next(6_000)),
            var draw => Plain(random, keyLength, draw % 6),
        };
    }

    private static TreeParameters Plain(Random random, int keyLength, int kind)
    {
        return kind switch
        {
            0 => new TreeParameters(keyLength, 0),
            1 => new TreeParameters(keyLength, 8),
            2 => new TreeParameters(keyLength, random.Next(40)),
            3 => new TreeParameters(keyLength, null, random.Next(12)),
            _ => new TreeParameters(keyLength, null, 8 + random.Next(60)),
        };
    }

    private static List<TreesStep> Steps(Random random, TreesOperations operations, int stepCount, int batchMax)
    {
        List<TreesStep> steps = [];
        while (steps.Count < stepCount)
        {
            int size = random.Next(batchMax + 1);
            Operation[] batch = new Operation[size];
            for (int i = 0; i < size; i++) batch[i] = operations.Next();
            if (random.Next(6) == 0) steps.Add(new TreesStep(TreesStepKind.Preview, batch));
            foreach (Operation operation in batch)
            {
                steps.Add(new TreesStep(TreesStepKind.Apply, operation));
                int draw = random.Next(80);
                if (draw < 6) steps.Add(new TreesStep(Sprinkled(draw)));
                else if (draw == 6) steps.Add(new TreesStep(TreesStepKind.Preview, operations.Next()));
            }

            TreesStepKind end = random.Next(8) switch
            {
                0 => TreesStepKind.Discard,
                1 => TreesStepKind.SealQuietly,
                _ => TreesStepKind.Seal,
            };
            steps.Add(new TreesStep(end));
            if (random.Next(4) == 0) steps.Add(new TreesStep(Sprinkled(random.Next(6))));
        }

        return steps;
    }

    private static TreesStepKind Sprinkled(int draw) => draw switch
    {
        0 or 1 => TreesStepKind.Compare,
        2 or 3 => TreesStepKind.Snapshot,
        4 => TreesStepKind.AskSnapshot,
        _ => TreesStepKind.DropSnapshot,
    };
}
