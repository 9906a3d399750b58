namespace BasisTrees;

/// <summary>The node bound of a proof (AVL-FORMAT section 6; paper appendix B), in 64 bits.</summary>
internal static class ProofLimits
{
    /// <summary>The most operations that a bound can be computed for; more are refused, as scrypto never accepts them.</summary>
    public const int OperationsMax = (1 << 30) - 1;

    /// <summary>The highest tree that can be: more than 91 levels take more than 2^64 leaves.</summary>
    public const int HeightMax = 91;

    /// <summary>The most nodes that an honest proof of some operations holds.</summary>
    /// <param name="height">The height byte of the digest.</param>
    /// <param name="operations">The most operations, 0 to <see cref="OperationsMax"/>.</param>
    /// <param name="deletes">The most of them that may remove a key.</param>
    public static long Nodes(int height, long operations, long deletes)
    {
        int log = 0;
        while (1L << log < operations) log++;
        long t = 1 + Math.Max(height, log);
        long newHeight = t + (t / 2);
        return ((operations + deletes) * ((2L * height) + 1)) + (deletes * newHeight) + 1;
    }
}
