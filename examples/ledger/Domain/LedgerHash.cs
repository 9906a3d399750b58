using System.Buffers.Binary;
using System.Text;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// The keys of the tree: BLAKE2b-256 of a tag, a zero byte and fields of fixed length. No tag is the beginning of another one with its zero
/// byte, so no two kinds of entries, and no node of the tree, are ever hashed from the same bytes.
/// </summary>
internal static class LedgerHash
{
    private const int FieldsMax = 256;

    /// <summary>The entry that counts parties, pairs and notes.</summary>
    internal static Label Root { get; } = Of("BasisTrees ledger 1 root"u8);

    /// <summary>What ties a signature to one ledger.</summary>
    internal static Label Ledger(string treeId) => Of("BasisTrees ledger 1 ledger"u8, Encoding.UTF8.GetBytes(treeId));

    /// <summary>The id of a party, and the key of its entry: its public key, X then Y, 64 bytes.</summary>
    internal static Label Party(ReadOnlySpan<byte> point) => Of("BasisTrees ledger 1 party"u8, point);

    /// <summary>The key under which a name leads to a party.</summary>
    internal static Label Name(string name) => Of("BasisTrees ledger 1 name"u8, Encoding.UTF8.GetBytes(name));

    /// <summary>The key of the n-th party, counted from 0.</summary>
    internal static Label PartyAt(long n) => Of("BasisTrees ledger 1 party at"u8, Number(n));

    /// <summary>The key of what one party owes to another one.</summary>
    internal static Label Pair(in Pair pair)
    {
        Span<byte> fields = stackalloc byte[2 * Label.Length];
        pair.Write(fields);
        return Of("BasisTrees ledger 1 pair"u8, fields);
    }

    /// <summary>The key of the n-th pair that a party is in, counted from 0.</summary>
    internal static Label PairAt(in Label party, long n)
    {
        Span<byte> fields = stackalloc byte[Label.Length + sizeof(long)];
        party.CopyTo(fields);
        BinaryPrimitives.WriteInt64BigEndian(fields[Label.Length..], n);
        return Of("BasisTrees ledger 1 pair at"u8, fields);
    }

    /// <summary>The id of a note, which is what its signature signs and the key of its entry.</summary>
    /// <param name="ledger">The ledger; see <see cref="Ledger"/>.</param>
    /// <param name="fields">The note without its signature.</param>
    internal static Label Note(in Label ledger, ReadOnlySpan<byte> fields)
    {
        Span<byte> bound = stackalloc byte[Label.Length + IouNote.FieldsLength];
        ledger.CopyTo(bound);
        fields.CopyTo(bound[Label.Length..]);
        return Of("BasisTrees ledger 1 note"u8, bound);
    }

    /// <summary>The private key of a generated party, before it is taken into the range of the curve.</summary>
    internal static Label Seed(long seed, long n)
    {
        Span<byte> fields = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(fields, seed);
        BinaryPrimitives.WriteInt64BigEndian(fields[sizeof(long)..], n);
        return Of("BasisTrees ledger 1 generated key"u8, fields);
    }

    private static byte[] Number(long n)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, n);
        return bytes;
    }

    private static Label Of(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> fields = default)
    {
        Span<byte> message = stackalloc byte[tag.Length + 1 + FieldsMax];
        tag.CopyTo(message);
        message[tag.Length] = 0;
        fields.CopyTo(message[(tag.Length + 1)..]);
        return Blake2b256.Hash(message[..(tag.Length + 1 + fields.Length)]);
    }
}
