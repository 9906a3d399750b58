using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>A true claim about a batch of at least one operation, and the tree before it, to which any other claim can be put.</summary>
internal sealed record VerifierSample(int Seed, VerifierClaim Claim, ReferenceTree Before)
{
    /// <summary>The same seed makes the same sample.</summary>
    public static VerifierSample Make(int seed)
    {
        Random random = new(seed);
        TreesHistory history = TreesHistories.Small(random.Next());
        ReferenceTree tree = new(history.Parameters);
        TreesOperations operations = new(random, history.Parameters, 2 + random.Next(60));
        for (int i = random.Next(150); i > 0; i--) tree.Apply(operations.Next());
        tree.Seal();

        ReferenceTree before = tree.Fork();
        List<Operation> done = [];
        List<ReferenceAnswer> answers = [];
        int wanted = 1 + random.Next(6);
        for (int tries = 0; done.Count < wanted && (tries < 100 || done.Count == 0); tries++)
        {
            Operation operation = tries < 100 ? operations.Next() : Operation.Lookup(OneKey(history.Parameters));
            ReferenceAnswer answer = tree.Apply(operation);
            if (!answer.Outcome.IsDone()) continue;
            done.Add(operation);
            answers.Add(answer);
        }

        Digest after = tree.Digest;
        VerifierClaim claim = new(before.Digest, tree.Seal(), done) { Answers = answers, After = after };
        return new VerifierSample(seed, claim, before);
    }

    private static byte[] OneKey(TreeParameters parameters)
    {
        byte[] key = new byte[parameters.KeyLength];
        key[^1] = 1;
        return key;
    }
}
