using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Tampered proofs: never an exception, never deep recursion, and never a false acceptance.</summary>
public sealed class VerifierMutationTests(ITestOutputHelper output)
{
    private const int MutantsPerSample = 200;

    [Fact]
    public void Tampered_claims_are_refused() => VerifierThread.Run(() =>
    {
        int samples = TreesRun.Count(2_000, 12_000);
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        VerifierSample other = VerifierSample.Make(unchecked(TreesRun.Seed - 1));
        long mutants = 0, equallyTrue = 0;
        for (int s = 0; s < samples; s++)
        {
            VerifierSample sample = VerifierSample.Make(unchecked(TreesRun.Seed + s));
            VerifierMutator mutator = new(new Random(sample.Seed));
            VerifierJudge judge = new(sample.Before.Parameters);
            Check(judge, sample, VerifierMutant.Of(sample.Claim), fresh: true);
            Assert.Equal(1, judge.True);
            for (int m = 0; m < MutantsPerSample; m++, mutants++)
            {
                VerifierMutant mutant = mutator.Mutate(sample, other);
                Check(judge, sample, mutant, fresh: m % 8 == 0);
            }

            equallyTrue += judge.True - 1;
            other = sample;
        }

        output.WriteLine($"{samples} proofs, {mutants} tampered claims, {equallyTrue} of them still true, 0 false acceptances");
        Assert.True(mutants > equallyTrue);
    });

    [Fact]
    public void Every_flipped_bit_and_every_truncation_is_refused() => VerifierThread.Run(() =>
    {
        int samples = TreesRun.Count(30, 250);
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        long flips = 0, cuts = 0;
        for (int s = 0; s < samples; s++)
        {
            VerifierSample sample = VerifierSample.Make(unchecked(TreesRun.Seed + s));
            VerifierJudge judge = new(sample.Before.Parameters);
            VerifierMutant honest = VerifierMutant.Of(sample.Claim);
            for (int bit = 0; bit < 8 * honest.Proof.Length; bit++, flips++)
            {
                byte[] proof = [.. honest.Proof];
                proof[bit / 8] ^= (byte)(1 << bit % 8);
                Check(judge, sample, honest with { What = $"bit {bit} flipped", Proof = proof }, fresh: false);
            }

            for (int length = 0; length < honest.Proof.Length; length++, cuts++)
                Check(judge, sample, honest with { What = $"cut to {length}", Proof = honest.Proof[..length] }, fresh: false);
            for (int extra = 1; extra < 20; extra++, cuts++)
                Check(judge, sample, honest with { What = $"{extra} zeros", Proof = [.. honest.Proof, .. new byte[extra]] }, fresh: false);
            Assert.Equal(0, judge.True);
        }

        output.WriteLine($"{samples} proofs, {flips} flipped bits, {cuts} other lengths, 0 accepted");
        Assert.True(flips > 8_000);
    });

    private static void Check(VerifierJudge judge, VerifierSample sample, VerifierMutant mutant, bool fresh)
    {
        string? fault;
        try
        {
            fault = judge.Fault(sample, mutant, fresh);
        }
        catch (Exception exception)
        {
            fault = exception.ToString();
        }

        if (fault is null) return;
        string operations = new TreesStep(TreesStepKind.Preview, [.. mutant.Operations]).ToString();
        Assert.Fail($"{fault}\nBASIS_SEED={sample.Seed}, {mutant.What}\n{sample.Before.Parameters}\ndigest {mutant.Before}\n" +
            $"proof {Convert.ToHexStringLower(mutant.Proof)}\n{operations}\nhonest {Convert.ToHexStringLower(sample.Claim.Proof)}");
    }
}
