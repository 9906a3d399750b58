using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Forged trees whose labels are right: both verifiers against the literal rendering of scrypto's.</summary>
public sealed class VerifierForgeryTests(ITestOutputHelper output)
{
    [Fact]
    public void Forged_trees_get_scryptos_verdict() => VerifierThread.Run(() =>
    {
        int forgeries = TreesRun.Count(40_000, 2_000_000);
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int accepted = 0;
        Dictionary<TreeParameters, (ScryptoVerifier Scrypto, Verifier Strict)> verifiers = [];
        for (int i = 0; i < forgeries; i++)
        {
            VerifierForgery forgery = VerifierForgery.Make(unchecked(TreesRun.Seed + i));
            if (!verifiers.TryGetValue(forgery.Parameters, out (ScryptoVerifier Scrypto, Verifier Strict) pair))
                verifiers[forgery.Parameters] = pair = (new ScryptoVerifier(forgery.Parameters), new Verifier(forgery.Parameters));
            string? difference;
            bool accepts = false;
            try
            {
                difference = forgery.Difference(pair.Scrypto, pair.Strict, out accepts);
            }
            catch (Exception exception)
            {
                difference = exception.ToString();
            }

            if (difference is not null) Assert.Fail(Text(forgery, difference));
            if (accepts) accepted++;
        }

        output.WriteLine($"{forgeries} forged trees, {accepted} accepted by scrypto's rules");
        Assert.InRange(accepted, forgeries / 20, forgeries - forgeries / 20);
    });

    private static string Text(VerifierForgery forgery, string difference) =>
        $"{difference}\nBASIS_SEED={forgery.Seed}, {forgery.Parameters}, bounds {forgery.OperationsMax} {forgery.DeletesMax}\n" +
        $"digest {forgery.Digest}\nproof {Convert.ToHexStringLower(forgery.Proof)}\n" +
        $"{new TreesStep(TreesStepKind.Preview, [.. forgery.Operations])}";
}
