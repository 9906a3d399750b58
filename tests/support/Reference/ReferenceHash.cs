using Org.BouncyCastle.Crypto.Digests;

namespace BasisTrees.Tests.Support;

/// <summary>BLAKE2b-256 by an implementation that is not ours, so that the product's own hashing is checked too.</summary>
internal static class ReferenceHash
{
    [ThreadStatic]
    private static Blake2bDigest? _digest;

    /// <summary>The hash of the parts in their order; each thread has its own digest.</summary>
    public static byte[] Of(params ReadOnlySpan<byte[]> parts)
    {
        Blake2bDigest digest = _digest ??= new Blake2bDigest(256);
        digest.Reset();
        foreach (byte[] part in parts) digest.BlockUpdate(part, 0, part.Length);
        byte[] hash = new byte[Label.Length];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
