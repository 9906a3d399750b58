using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A fresh verifier takes at most four times the length of the proof and 64 KB, whatever the proof is; a used one takes nothing for a
/// proof like those before.
/// </summary>
public sealed class VerifierMemoryTests(ITestOutputHelper output)
{
    private const int FreeBytes = 64 * 1024;

    [Fact]
    public void Honest_and_tampered_proofs_do_not_take_much_memory() => VerifierThread.Run(() =>
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        VerifierSample other = VerifierSample.Make(unchecked(TreesRun.Seed - 1));
        double worst = 0;
        for (int s = 0; s < TreesRun.Count(600, 6_000); s++)
        {
            VerifierSample sample = VerifierSample.Make(unchecked(TreesRun.Seed + s));
            VerifierMutator mutator = new(new Random(sample.Seed));
            for (int m = 0; m < 20; m++)
            {
                VerifierMutant mutant = m == 0 ? VerifierMutant.Of(sample.Claim) : mutator.Mutate(sample, other);
                long allocated = Allocated(sample.Before.Parameters, mutant);
                worst = Math.Max(worst, allocated / (double)Allowed(mutant.Proof));
                string text = $"{allocated} bytes for a proof of {mutant.Proof.Length}: BASIS_SEED={sample.Seed}, {mutant.What}";
                Assert.True(allocated <= Allowed(mutant.Proof), $"{text}\n{sample.Before.Parameters}");
            }

            other = sample;
        }

        output.WriteLine($"the worst took {worst:P0} of what is allowed");
    });

    [Theory]
    [InlineData(300)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void Deep_chains_do_not_take_much_memory(int depth) => VerifierThread.Run(() =>
    {
        foreach (bool left in new[] { true, false })
        {
            VerifierForgery chain = VerifierChain.Make(depth, left, 0, OperationKind.Insert);
            VerifierMutant claim = new("chain", chain.Digest, chain.Proof, chain.Operations) { OperationsMax = null, DeletesMax = null };
            long allocated = Allocated(chain.Parameters, claim);
            output.WriteLine($"{allocated} bytes for a proof of {chain.Proof.Length}, {allocated / (double)chain.Proof.Length:F1} times");
            Assert.True(allocated <= Allowed(chain.Proof), $"{allocated} bytes for a proof of {chain.Proof.Length}");
        }
    });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(8, 8)]
    [InlineData(32, 8)]
    [InlineData(32, 0)]
    [InlineData(255, 1000)]
    [InlineData(32, 5000)]
    public void A_proof_of_the_smallest_tokens_does_not_take_much_memory(int keyLength, int valueLength) => VerifierThread.Run(() =>
    {
        // Well-formed, but not of the digest: leaves without an explicit key, each joined to the ones before.
        TreeParameters parameters = new(keyLength, valueLength);
        List<VerifierToken> tokens = [new(VerifierToken.Leaf, new byte[keyLength], new byte[keyLength], new byte[valueLength])];
        for (int i = 0; i < 300_000 / (keyLength + valueLength); i++) tokens.AddRange([tokens[0], new VerifierToken(0, [], [], [])]);
        byte[] proof = VerifierToken.Encode(tokens, [], parameters);
        foreach (int? bound in new int?[] { 1, 100, null })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Verifier verifier = new(parameters);
            Assert.False(verifier.TryBegin(new Digest(new Label(new byte[32]), 20), proof, bound, bound));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            double times = allocated / (double)proof.Length;
            output.WriteLine($"bound {bound}: {allocated} bytes for a proof of {proof.Length}, {times:F1} times");
            Assert.True(allocated <= Allowed(proof), $"bound {bound}: {allocated} bytes for a proof of {proof.Length}");
        }
    });

    [Fact]
    public void A_reused_verifier_allocates_nothing_for_a_valid_proof()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int operations = 0;
        for (int s = 0; s < 300; s++)
        {
            VerifierSample sample = VerifierSample.Make(unchecked(TreesRun.Seed + s));
            Verifier verifier = new(sample.Before.Parameters);
            Operation[] done = [.. sample.Claim.Operations];
            Run(verifier, sample.Claim, done);

            // The runtime now and then allocates on this thread for itself; what the verifier allocates it would allocate every time.
            long allocated = long.MaxValue;
            for (int run = 0; run < 3 && allocated > 0; run++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                bool accepted = Run(verifier, sample.Claim, done);
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.True(accepted, $"BASIS_SEED={sample.Seed}: the proof is refused");
            }

            Assert.True(allocated == 0, $"BASIS_SEED={sample.Seed}: {allocated} bytes for {done.Length} operations");
            operations += done.Length;
        }

        output.WriteLine($"{operations} operations, 0 bytes");
    }

    private static bool Run(Verifier verifier, VerifierClaim claim, Operation[] operations)
    {
        if (!verifier.TryBegin(claim.Before, claim.Proof)) return false;
        foreach (Operation operation in operations)
            if (!verifier.Apply(operation).IsDone()) return false;
        return verifier.TryFinish(out Digest after) && after == claim.After;
    }

    private static long Allocated(TreeParameters parameters, VerifierMutant claim)
    {
        Operation[] operations = [.. claim.Operations];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Verifier verifier = new(parameters);
        if (verifier.TryBegin(claim.Before, claim.Proof, claim.OperationsMax, claim.DeletesMax))
        {
            foreach (Operation operation in operations) verifier.Apply(operation);
            verifier.TryFinish(out _);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long Allowed(byte[] proof) => 4L * proof.Length + FreeBytes;
}
