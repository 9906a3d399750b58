using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Both verifiers against scrypto's verdicts on broken, forged and merely odd proofs.</summary>
public sealed class VectorsVerifierTests(ITestOutputHelper output)
{
    [Fact]
    public void The_scrypto_verifier_gives_scryptos_verdict_on_every_case()
    {
        List<string> wrong = [];
        int cases = 0;
        foreach (VectorCase given in Cases())
        {
            cases++;
            if (given.Parameters is null || given.Digest is null)
            {
                Assert.False(given.Constructed, given.Id);
                continue;
            }

            if (ScryptoDifference(given) is { } difference) wrong.Add($"{given.Id} ({given.Category}): {difference}");
        }

        output.WriteLine($"{cases} cases, {wrong.Count} with another verdict");
        Assert.True(cases > 2_000);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Fact]
    public void The_strict_verifier_differs_only_for_the_listed_reasons()
    {
        List<string> wrong = [];
        SortedDictionary<string, int> tally = new(StringComparer.Ordinal);
        foreach (VectorCase given in Cases())
        {
            if (given.Parameters is null || given.Digest is null) continue;
            bool accepted = Strict(given, out string? difference);
            bool scrypto = given.DigestAfter is not null && given.Results.All(r => !r.Refused);
            StrictRules broken = Broken(given);
            string where = $"{given.Id} ({given.Category})";
            if (difference is not null) wrong.Add($"{where}: {difference}");
            if (accepted && !scrypto) wrong.Add($"{where}: accepts what scrypto rejects");
            if (accepted && broken != StrictRules.None) wrong.Add($"{where}: accepts in spite of {broken}");
            if (!accepted && scrypto && broken == StrictRules.None) wrong.Add($"{where}: refuses for no listed reason");

            string row = scrypto ? accepted ? "both accept" : $"strict refuses: {broken}" : "both reject";
            tally[row] = tally.GetValueOrDefault(row) + 1;
        }

        foreach ((string row, int count) in tally) output.WriteLine($"{count,6} {row}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(tally["both accept"] > 100 && tally["both reject"] > 100);
    }

    [Fact]
    public void What_verifies_to_another_result_is_not_what_was_claimed()
    {
        int other = 0;
        foreach (VectorCase given in Cases())
        {
            if (given.ClaimedDigestAfter is not { } claimed || given.Parameters is null || given.Digest is not { } digest) continue;
            ScryptoVerifier verifier = new(given.Parameters);
            bool through = verifier.TryBegin(digest, given.Proof, Bound(given.OperationsMax), Bound(given.DeletesMax));
            bool equal = given.Operations.Count == given.ClaimedResults.Count;
            for (int i = 0; through && i < given.Operations.Count; i++)
            {
                Outcome outcome = verifier.Apply(given.Operations[i]);
                through = outcome.IsDone();
                equal = equal && given.ClaimedResults[i].Agrees(outcome, outcome == Outcome.Present ? verifier.OldValue : default);
            }

            through = verifier.TryDigest(out Digest after) && through;
            equal = equal && after == claimed;
            string verdict = !through ? "reject" : equal ? "accept" : "verifies-to-other-result";
            Assert.True(verdict == given.Verdict, $"{given.Id}: {verdict}, not {given.Verdict}");
            if (verdict == "verifies-to-other-result") other++;
        }

        output.WriteLine($"{other} cases verify to another result");
        Assert.True(other > 0);
    }

    private static IEnumerable<VectorCase> Cases() =>
        VectorFolder.Files(VectorKind.Case).SelectMany(VectorFolder.Lines).Select(VectorCase.Read);

    private static int? Bound(long? bound) => checked((int?)bound);

    private static string? ScryptoDifference(VectorCase given)
    {
        ScryptoVerifier verifier = new(given.Parameters!);
        bool began = verifier.TryBegin(given.Digest!.Value, given.Proof, Bound(given.OperationsMax), Bound(given.DeletesMax));
        if (began != given.Constructed) return began ? "begins although scrypto does not" : "does not begin although scrypto does";
        for (int i = 0; began && i < given.Operations.Count; i++)
        {
            Outcome outcome = verifier.Apply(given.Operations[i]);
            if (!given.Results[i].Agrees(outcome, outcome == Outcome.Present ? verifier.OldValue : default))
                return $"operation {i} answers {outcome}, not {given.Results[i]}";
        }

        Digest? after = verifier.TryDigest(out Digest last) ? last : null;
        return after == given.DigestAfter ? null : $"digest after is {after}, not {given.DigestAfter}";
    }

    // Whether the strict verifier runs through; a difference is an answer that scrypto does not give.
    private static bool Strict(VectorCase given, out string? difference)
    {
        difference = null;
        Verifier verifier = new(given.Parameters!);
        if (!verifier.TryBegin(given.Digest!.Value, given.Proof, Bound(given.OperationsMax), Bound(given.DeletesMax))) return false;
        for (int i = 0; i < given.Operations.Count; i++)
        {
            Outcome outcome = verifier.Apply(given.Operations[i]);
            if (!outcome.IsDone()) return false;
            if (i < given.Results.Count && given.Results[i].Agrees(outcome, verifier.OldValue)) continue;
            difference = $"operation {i} answers {outcome}";
            return false;
        }

        if (!verifier.TryFinish(out Digest after)) return false;
        if (given.DigestAfter is { } expected && after != expected) difference = $"digest after is {after}, not {expected}";
        return true;
    }

    private static StrictRules Broken(VectorCase given)
    {
        ReferenceVerifier verifier = new(given.Parameters!);
        if (!verifier.TryBegin(given.Digest!.Value, given.Proof, given.OperationsMax, given.DeletesMax)) return verifier.Broken;
        foreach (Operation operation in given.Operations) verifier.Apply(operation);
        verifier.TryDigest(out _);
        return verifier.Broken;
    }
}
