namespace BasisTrees.Tests.Property;

/// <summary>Puts a claim to the product's verifiers.</summary>
internal static class VerifierRun
{
    /// <summary>Why the strict verifier does not accept the claim, or null if it does.</summary>
    public static string? StrictRefusal(Verifier verifier, VerifierClaim claim)
    {
        if (!verifier.TryBegin(claim.Before, claim.Proof, claim.OperationsMax, claim.DeletesMax)) return "strict: the proof is refused";
        for (int i = 0; i < claim.Operations.Count; i++)
        {
            Outcome outcome = verifier.Apply(claim.Operations[i]);
            if (!claim.Answers[i].Equals(outcome, Old(outcome, verifier.OldValue)))
                return $"strict: operation {i} answers {outcome}, not {claim.Answers[i]}";
        }

        if (!verifier.TryFinish(out Digest after)) return "strict: refused at the end";
        return after == claim.After ? null : $"strict: digest after is {after}, not {claim.After}";
    }

    /// <summary>Why the scrypto-compatible verifier does not accept the claim, or null if it does.</summary>
    public static string? ScryptoRefusal(ScryptoVerifier verifier, VerifierClaim claim)
    {
        if (!verifier.TryBegin(claim.Before, claim.Proof, claim.OperationsMax, claim.DeletesMax)) return "scrypto: the proof is refused";
        for (int i = 0; i < claim.Operations.Count; i++)
        {
            Outcome outcome = verifier.Apply(claim.Operations[i]);
            if (!claim.Answers[i].Equals(outcome, Old(outcome, verifier.OldValue)))
                return $"scrypto: operation {i} answers {outcome}, not {claim.Answers[i]}";
        }

        if (!verifier.TryDigest(out Digest after)) return "scrypto: no digest at the end";
        return after == claim.After ? null : $"scrypto: digest after is {after}, not {claim.After}";
    }

    // The old value is only promised after Present.
    private static ReadOnlySpan<byte> Old(Outcome outcome, ReadOnlySpan<byte> old) => outcome == Outcome.Present ? old : default;
}
