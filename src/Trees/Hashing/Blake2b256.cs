namespace BasisTrees;

/// <summary>BLAKE2b-256 without a key (RFC 7693): the one hash of this project.</summary>
/// <remarks>
/// Stateless and free of allocation; any thread may use it. For a message in pieces see <see cref="IncrementalBlake2b256"/>.
/// </remarks>
public static class Blake2b256
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Length = Blake2b.HashLength;

    /// <summary>Hashes a message.</summary>
    /// <param name="message">The message, of any length, also empty; only read.</param>
    /// <returns>The 32 bytes of the hash.</returns>
    public static Label Hash(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[Length];
        Blake2b.Hash(message, hash);
        return new Label(hash);
    }

    /// <summary>Hashes a message into memory of the caller.</summary>
    /// <param name="message">The message, of any length, also empty; only read.</param>
    /// <param name="destination">At least 32 bytes, of which the first 32 are written; it may overlap the message.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> destination) => Blake2b.Hash(message, destination);
}
