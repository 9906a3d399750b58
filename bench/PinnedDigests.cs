namespace BasisTrees.Bench;

/// <summary>The digests that other implementations give for the workload with seed 1.</summary>
internal static class PinnedDigests
{
    public const ulong Seed = 1;

    /// <summary>After this many updates the digest is pinned too.</summary>
    public const int Updates = 100_000;

    /// <summary>Compares the digest after so many insertions with the pinned one, if there is one.</summary>
    /// <returns>Whether a digest is pinned.</returns>
    /// <exception cref="WrongResultException">They differ.</exception>
    public static bool CheckInserts(int leaves, in Digest digest) => Check(Inserted(leaves), $"after {leaves:N0} insertions", digest);

    /// <summary>Compares the digest after the updates that follow with the pinned one, if there is one.</summary>
    /// <returns>Whether a digest is pinned.</returns>
    /// <exception cref="WrongResultException">They differ.</exception>
    public static bool CheckUpdates(int leaves, in Digest digest) =>
        Check(Updated(leaves), $"after {leaves:N0} insertions and {Updates:N0} updates", digest);

    private static bool Check(string? pinned, string when, in Digest digest)
    {
        if (pinned is null) return false;
        if (digest.ToString() == pinned) return true;
        throw new WrongResultException($"the digest {when} is {digest}, and must be {pinned}.");
    }

    private static string? Inserted(int leaves) => leaves switch
    {
        20_000 => "4b6499143b924c5dac4bcb829b19cc560cb2dbd96484b4ba59576086b1ea79f211",
        100_000 => "550fa93a4b5b9464b9e7628fb358ebd20776239f5422841604b97b1bd6a7a77414",
        1_000_000 => "dd38e4b1f3ecb0362d827fd750b1aa7d2641dc143f31c53a5b6550ef0223a44518",
        _ => null,
    };

    private static string? Updated(int leaves) => leaves switch
    {
        100_000 => "abd6f0d78c4729377ff264cec497bd6233c43533fb6c38498a7f97f65e5f7dc714",
        1_000_000 => "5805c9d7fbb4802f384cf0d2d21acdcdb699bce8d0ddc9ac9e72aac5bdff804d18",
        _ => null,
    };
}
