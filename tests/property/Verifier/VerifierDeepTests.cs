using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Proofs that are one long chain of nodes, deeper than any tree. Their labels are right, so only iteration keeps the stack whole.
/// </summary>
public sealed class VerifierDeepTests(ITestOutputHelper output)
{
    private const int DeepestCompared = 2_000;

    private static readonly OperationKind[] Kinds =
        [OperationKind.Lookup, OperationKind.Insert, OperationKind.Update, OperationKind.Remove];

    private static readonly (bool Left, sbyte Balance)[] Shapes =
        [(true, -1), (true, 0), (true, 1), (false, -1), (false, 0), (false, 1)];

    private static readonly byte[] Heights = [1, 91];

    [Theory]
    [InlineData(90)]
    [InlineData(300)]
    [InlineData(DeepestCompared)]
    [InlineData(100_000)]
    public void A_chain_of_nodes_ends_without_recursion(int depth) => VerifierThread.Run(() =>
    {
        int accepted = 0, cases = 0;
        foreach ((bool left, sbyte balance) in Shapes)
        {
            foreach (OperationKind kind in Kinds)
            {
                VerifierForgery chain = VerifierChain.Make(depth, left, balance, kind);
                foreach (byte height in Heights)
                {
                    cases++;
                    accepted += Check(chain with { Digest = chain.Digest with { Height = height } }, depth) ? 1 : 0;
                }
            }
        }

        output.WriteLine($"depth {depth}: {cases} chains, {accepted} accepted by the strict verifier");
    });

    // Whether the strict verifier accepts. Beyond what any machine's stack lets scrypto do there is no verdict to compare with, and
    // the strict verifier may refuse a tree that is really higher than 91.
    private static bool Check(VerifierForgery chain, int depth)
    {
        ScryptoVerifier scrypto = new(chain.Parameters);
        Verifier strict = new(chain.Parameters);
        bool accepted = strict.TryBegin(chain.Digest, chain.Proof) && strict.Apply(chain.Operations[0]).IsDone() && strict.TryFinish(out _);
        bool lax = scrypto.TryBegin(chain.Digest, chain.Proof) && scrypto.Apply(chain.Operations[0]).IsDone() && scrypto.TryDigest(out _);
        Assert.True(lax || !accepted, "the strict verifier accepts what the other one refuses");
        if (depth > DeepestCompared) return accepted;

        string? difference = null;
        Thread roomy = new(() => difference = chain.Difference(scrypto, strict, out _), 64 << 20);
        roomy.Start();
        roomy.Join();
        bool strictOnly = difference?.StartsWith("strict", StringComparison.Ordinal) == true && depth > 91 && !accepted;
        Assert.True(difference is null || strictOnly, difference);
        return accepted;
    }
}
