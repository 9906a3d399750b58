using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Tampers with true claims: with the proof's bytes, its tokens, its digest, the operations, the bounds.</summary>
internal sealed class VerifierMutator(Random random)
{
    private static readonly byte[] Markers = [0x00, 0x01, 0x02, 0x03, 0x04, 0xFE, 0xFF];

    /// <summary>One to three changes; the other sample gives foreign bytes.</summary>
    public VerifierMutant Mutate(VerifierSample sample, VerifierSample other)
    {
        VerifierMutant mutant = VerifierMutant.Of(sample.Claim);
        for (int changes = random.Next(4) == 0 ? 1 + random.Next(3) : 1; changes > 0; changes--)
        {
            mutant = random.Next(20) switch
            {
                < 10 => WithBytes(mutant, other.Claim.Proof),
                < 14 => WithTokens(mutant, sample.Before.Parameters),
                < 16 => WithDigest(mutant, other.Claim.Before),
                < 19 => WithOperations(mutant, sample.Before.Parameters),
                _ => WithBounds(mutant),
            };
        }

        return mutant;
    }

    private VerifierMutant WithBytes(VerifierMutant mutant, byte[] foreign)
    {
        byte[] proof = mutant.Proof;
        if (proof.Length == 0) return mutant;
        int at = random.Next(proof.Length);
        int count = 1 + random.Next(Math.Min(40, proof.Length - at));
        int from = random.Next(foreign.Length);
        byte[] foreignPart = foreign[from..Math.Min(foreign.Length, from + 1 + random.Next(80))];
        (string what, byte[] changed) = random.Next(11) switch
        {
            0 or 1 => ("bit", Set(proof, at, [(byte)(proof[at] ^ 1 << random.Next(8))])),
            2 => ("byte", Set(proof, at, [(byte)random.Next(256)])),
            3 => ("marker", Set(proof, at, [Markers[random.Next(Markers.Length)]])),
            4 => ("truncated", proof[..at]),
            5 => ("extended", [.. proof, .. new byte[random.Next(3)], .. foreignPart]),
            6 => ("bytes left out", [.. proof[..at], .. proof[(at + count)..]]),
            7 => ("bytes repeated", [.. proof[..(at + count)], .. proof[at..]]),
            8 => ("bytes of another proof", [.. proof[..at], .. foreignPart, .. proof[Math.Min(proof.Length, at + foreignPart.Length)..]]),
            9 => ("length field", Set(proof, at, Field())),
            _ => ("another proof", foreign),
        };
        return mutant with { What = $"{mutant.What}, {what} at {at}", Proof = changed };
    }

    private byte[] Field() => random.Next(5) switch
    {
        0 => [0xFF, 0xFF, 0xFF, (byte)random.Next(256)],
        1 => [0x7F, 0xFF, 0xFF, 0xFF],
        2 => [0x80, 0x00, 0x00, 0x00],
        3 => [0x00, 0x00, 0x00, (byte)random.Next(8)],
        _ => [0x00, (byte)random.Next(256), 0x00, 0x00],
    };

    private VerifierMutant WithTokens(VerifierMutant mutant, TreeParameters parameters)
    {
        // Only a proof that is still whole can be taken apart.
        if (mutant.What != "untouched") return mutant;
        (List<VerifierToken> tokens, byte[] directions) = VerifierToken.Decode(mutant.Proof, parameters);
        int at = random.Next(tokens.Count);
        int to = random.Next(tokens.Count);
        VerifierToken token = tokens[at];
        string what;
        switch (random.Next(6))
        {
            case 0:
                what = "token left out";
                tokens.RemoveAt(at);
                break;
            case 1:
                what = "token repeated";
                tokens.Insert(to, token);
                break;
            case 2:
                what = "tokens swapped";
                (tokens[at], tokens[to]) = (tokens[to], token);
                break;
            case 3 when token.Kind == VerifierToken.Leaf:
                what = "leaf hidden behind its label";
                tokens[at] = VerifierToken.OfLabel(new ReferenceLeaf(token.Key, token.Value, token.NextKey).Label);
                break;
            case 4 when token.Kind == VerifierToken.Leaf:
                what = "leaf with the parts of another";
                VerifierToken part = tokens[to];
                tokens[at] = random.Next(3) switch
                {
                    0 => token with { Value = part.Value },
                    1 => token with { Key = part.Kind == VerifierToken.Leaf ? part.Key : token.NextKey },
                    _ => token with { NextKey = part.Kind == VerifierToken.Leaf ? part.NextKey : token.Key },
                };
                break;
            default:
                what = "balance";
                bool isNode = token.Kind is not (VerifierToken.Leaf or VerifierToken.Label);
                if (isNode) tokens[at] = token with { Kind = Markers[random.Next(7)] };
                break;
        }

        return mutant with { What = $"{mutant.What}, {what} {at}", Proof = VerifierToken.Encode(tokens, directions, parameters) };
    }

    private VerifierMutant WithDigest(VerifierMutant mutant, Digest other)
    {
        byte[] bytes = new byte[Digest.Length];
        mutant.Before.CopyTo(bytes);
        int draw = random.Next(4);
        if (draw == 0) return mutant with { What = $"{mutant.What}, digest of another tree", Before = other };
        int at = draw == 1 ? random.Next(Label.Length) : Label.Length;
        if (draw == 3) bytes[at] = (byte)(bytes[at] + (random.Next(2) == 0 ? 1 : -1));
        else bytes[at] ^= (byte)(1 << random.Next(8));
        return mutant with { What = $"{mutant.What}, digest at {at}", Before = Digest.Read(bytes) };
    }

    private VerifierMutant WithOperations(VerifierMutant mutant, TreeParameters parameters)
    {
        List<Operation> operations = [.. mutant.Operations];
        if (operations.Count == 0) return mutant;
        int at = random.Next(operations.Count);
        Operation operation = operations[at];
        byte[] key = operation.Key.ToArray();
        byte[] value = operation.Value.ToArray();
        if (key.Length > 0) key[random.Next(key.Length)] ^= (byte)(1 << random.Next(8));
        if (value.Length > 0) value[random.Next(value.Length)] ^= (byte)(1 << random.Next(8));
        string what = "operation";
        switch (random.Next(7))
        {
            case 0:
            case 1:
                operations[at] = operation with { Key = key };
                break;
            case 2:
                operations[at] = operation with { Value = value, Delta = operation.Delta + random.Next(-2, 3) };
                break;
            case 3:
                OperationKind kind = (OperationKind)random.Next(8);
                int length = parameters.ValueLength ?? Math.Min(1, parameters.ValueLengthMax);
                operations[at] = operation with { Kind = kind, Value = new byte[length] };
                break;
            case 4:
                operations.RemoveAt(at);
                break;
            case 5:
                operations.Insert(random.Next(operations.Count + 1), operation);
                break;
            default:
                operations.Reverse();
                break;
        }

        return mutant with { What = $"{mutant.What}, {what} {at}", Operations = operations };
    }

    private VerifierMutant WithBounds(VerifierMutant mutant) => mutant with
    {
        What = $"{mutant.What}, bounds",
        OperationsMax = random.Next(3) switch { 0 => null, 1 => random.Next(4), _ => 1 << random.Next(31) },
        DeletesMax = random.Next(2) == 0 ? null : random.Next(4),
    };

    private static byte[] Set(byte[] proof, int at, byte[] bytes)
    {
        byte[] changed = [.. proof];
        for (int i = 0; i < bytes.Length && at + i < changed.Length; i++) changed[at + i] = bytes[i];
        return changed;
    }
}
