using System.Security.Cryptography;

namespace BasisTrees.Examples.Ledger;

/// <summary>The key pair of a party on the curve P-256.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class PartyKey : IDisposable
{
    /// <summary>The length of a public key, X then Y, in bytes.</summary>
    internal const int PointLength = 64;

    /// <summary>The length of a signature, r then s, in bytes.</summary>
    internal const int SignatureLength = 64;

    private const int ScalarLength = PointLength / 2;

    private readonly ECDsa _key;

    private PartyKey(ECDsa key)
    {
        _key = key;
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        Point = [.. point.X ?? [], .. point.Y ?? []];
        Id = LedgerHash.Party(Point);
    }

    /// <summary>The public key, X then Y.</summary>
    internal byte[] Point { get; }

    /// <summary>The id of the party.</summary>
    internal Label Id { get; }

    /// <summary>A new key.</summary>
    internal static PartyKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key of a generated party: whoever knows the seed has it, so it protects nothing.</summary>
    internal static PartyKey Generated(long seed, long n)
    {
        byte[] scalar = new byte[ScalarLength];
        LedgerHash.Seed(seed, n).CopyTo(scalar);
        scalar[0] &= 0x7f; // below the order of the curve
        scalar[^1] |= 1;   // and not zero
        return new PartyKey(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar }));
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="bytes">PKCS #8 in DER, nothing behind it.</param>
    /// <returns>Null if it is none on P-256.</returns>
    internal static PartyKey? TryRead(ReadOnlySpan<byte> bytes)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(bytes, out int read);
            bool isOurs = read == bytes.Length && key.KeySize == 256
                && key.ExportParameters(includePrivateParameters: false).Curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256";
            if (isOurs) return new PartyKey(key);
        }
        catch (CryptographicException)
        {
            // It is no key.
        }

        key.Dispose();
        return null;
    }

    /// <summary>The private key as PKCS #8 in DER; the caller clears it.</summary>
    internal byte[] ToSecretBytes() => _key.ExportPkcs8PrivateKey();

    /// <summary>Signs the id of a note.</summary>
    internal byte[] Sign(in Label note)
    {
        Span<byte> hash = stackalloc byte[Label.Length];
        note.CopyTo(hash);
        return _key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Whether a signature of a note's id is by the owner of a public key. Bytes of any origin are an answer.</summary>
    internal static bool Verify(ReadOnlySpan<byte> point, in Label note, ReadOnlySpan<byte> signature)
    {
        if (point.Length != PointLength || signature.Length != SignatureLength) return false;
        Span<byte> hash = stackalloc byte[Label.Length];
        note.CopyTo(hash);
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[..ScalarLength].ToArray(), Y = point[ScalarLength..].ToArray() },
            });
            return key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false; // no point of the curve
        }
    }

    public void Dispose() => _key.Dispose();
}
