using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A tree that an attacker made and whose labels are right: any shape, any balances, keys mostly in order. Nothing about it is true or
/// false, but every verifier must answer exactly as scrypto would.
/// </summary>
internal sealed record VerifierForgery(int Seed, TreeParameters Parameters, Digest Digest, byte[] Proof)
{
    public required IReadOnlyList<Operation> Operations { get; init; }

    public required int? OperationsMax { get; init; }

    public required int? DeletesMax { get; init; }

    /// <summary>The same seed makes the same forgery.</summary>
    public static VerifierForgery Make(int seed)
    {
        Random random = new(seed);
        int keyLength = 1 + random.Next(2);
        int? valueLength = random.Next(4) switch { 0 => 0, 1 => 8, _ => null };
        TreeParameters parameters = new(keyLength, valueLength, valueLength ?? 12);
        VerifierForger forger = new(random, parameters);
        ReferenceNode root = forger.Tree(out int height);
        byte heightByte = (byte)(random.Next(12) switch { 0 => 0, 1 => 91, 2 => 92, 3 => 255, 4 => height + 1, _ => height });
        List<Operation> operations = [];
        List<bool> bits = [];
        ReferenceNode now = root;
        for (int i = 1 + random.Next(4); i > 0; i--) now = forger.Step(now, operations, bits);
        if (random.Next(12) == 0) operations.RemoveAt(random.Next(operations.Count));

        return new VerifierForgery(seed, parameters, new Digest(new Label(root.Label), heightByte), forger.Proof(root, bits))
        {
            Operations = operations,
            OperationsMax = random.Next(3) == 0 ? null : random.Next(8) == 0 ? random.Next(4) : operations.Count + 8,
            DeletesMax = random.Next(3) == 0 ? random.Next(4) : null,
        };
    }

    /// <summary>Where the product's verifiers differ from the reference, or null. True is told if scrypto accepts.</summary>
    public string? Difference(ScryptoVerifier scrypto, Verifier strict, out bool accepted)
    {
        ReferenceVerifier reference = new(Parameters);
        accepted = reference.TryBegin(Digest, Proof, OperationsMax, DeletesMax);
        if (scrypto.TryBegin(Digest, Proof, OperationsMax, DeletesMax) != accepted) return $"scrypto verifier begins: {!accepted}";
        bool strictly = strict.TryBegin(Digest, Proof, OperationsMax, DeletesMax);
        if (strictly && !accepted) return "strict verifier begins where scrypto's does not";
        for (int i = 0; accepted && i < Operations.Count; i++)
        {
            ReferenceAnswer answer = reference.Apply(Operations[i]);
            Outcome outcome = scrypto.Apply(Operations[i]);
            accepted = answer.Outcome.IsDone();
            if (outcome.IsDone() != accepted || (accepted && !answer.Equals(outcome, Old(outcome, scrypto.OldValue))))
                return $"scrypto verifier: operation {i} answers {outcome}, not {answer}";
            if (!strictly) continue;
            outcome = strict.Apply(Operations[i]);
            strictly = outcome.IsDone();
            if (strictly && !answer.Equals(outcome, Old(outcome, strict.OldValue)))
                return $"strict verifier: operation {i} answers {outcome}, not {answer}";
        }

        bool digest = reference.TryDigest(out Digest after);
        if (scrypto.TryDigest(out Digest scryptoAfter) != digest || (digest && after != scryptoAfter))
            return $"digest {scryptoAfter}, not {after}";
        accepted = accepted && digest;
        StrictRules broken = reference.Broken;
        strictly = strictly && strict.TryFinish(out Digest strictAfter) && (strictAfter == after || !accepted);
        return strictly == (accepted && broken == StrictRules.None) ? null : $"strict verifier accepts: {strictly}, broken rules: {broken}";
    }

    private static ReadOnlySpan<byte> Old(Outcome outcome, ReadOnlySpan<byte> old) => outcome == Outcome.Present ? old : default;
}
