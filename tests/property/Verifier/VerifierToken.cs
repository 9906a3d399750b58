using System.Buffers.Binary;

namespace BasisTrees.Tests.Property;

/// <summary>
/// One token of a packed tree, decoded: a leaf (2) with its three parts, a label (3), or an internal node, whose kind is its balance.
/// </summary>
internal sealed record VerifierToken(byte Kind, byte[] Key, byte[] NextKey, byte[] Value)
{
    public const byte Leaf = 2;
    public const byte Label = 3;
    private const byte End = 4;

    /// <summary>The length that a variable value states, where it is not its own.</summary>
    public int? StatedLength { get; init; }

    /// <summary>A token that shows a label only.</summary>
    public static VerifierToken OfLabel(byte[] label) => new(Label, [], [], label);

    /// <summary>Takes an honest proof apart into its tokens and the direction bytes.</summary>
    public static (List<VerifierToken> Tokens, byte[] Directions) Decode(byte[] proof, TreeParameters parameters)
    {
        List<VerifierToken> tokens = [];
        byte[]? previous = null;
        int at = 0;
        byte[] Take(int count) => proof[at..(at += count)];
        while (proof[at] != End)
        {
            byte kind = proof[at++];
            if (kind == Leaf)
            {
                byte[] key = previous ?? Take(parameters.KeyLength);
                previous = Take(parameters.KeyLength);
                int length = parameters.ValueLength ?? BinaryPrimitives.ReadInt32BigEndian(Take(4));
                tokens.Add(new VerifierToken(kind, key, previous, Take(length)));
            }
            else if (kind == Label)
            {
                previous = null;
                tokens.Add(OfLabel(Take(BasisTrees.Label.Length)));
            }
            else
            {
                tokens.Add(new VerifierToken(kind, [], [], []));
            }
        }

        return (tokens, proof[(at + 1)..]);
    }

    /// <summary>Puts tokens and direction bytes together as an honest prover would.</summary>
    public static byte[] Encode(IEnumerable<VerifierToken> tokens, byte[] directions, TreeParameters parameters)
    {
        List<byte> proof = [];
        bool previous = false;
        foreach (VerifierToken token in tokens)
        {
            proof.Add(token.Kind);
            if (token.Kind == Leaf)
            {
                if (!previous) proof.AddRange(token.Key);
                proof.AddRange(token.NextKey);
                byte[] length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, token.StatedLength ?? token.Value.Length);
                if (parameters.ValueLength is null) proof.AddRange(length);
                previous = true;
            }
            else if (token.Kind == Label)
            {
                previous = false;
            }

            proof.AddRange(token.Value);
        }

        proof.Add(End);
        proof.AddRange(directions);
        return [.. proof];
    }
}
