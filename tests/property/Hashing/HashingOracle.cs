using Org.BouncyCastle.Crypto.Digests;

namespace BasisTrees.Tests.Property;

/// <summary>BLAKE2b-256 by an implementation that shares nothing with ours.</summary>
internal static class HashingOracle
{
    internal static string Hex(ReadOnlySpan<byte> message)
    {
        var digest = new Blake2bDigest(256);
        digest.BlockUpdate(message.ToArray(), 0, message.Length);
        byte[] hash = new byte[32];
        digest.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash);
    }
}
