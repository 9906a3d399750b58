using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BasisTrees;

/// <summary>
/// The 33 bytes that commit to a whole tree: the label of its root, then its height as one unsigned byte (AVL-FORMAT section 1).
/// </summary>
/// <param name="Root">The label of the root node.</param>
/// <param name="Height">
/// The longest path from root to leaf, 0 for a single leaf. The root label does not cover it, so two digests are the same tree only
/// if all 33 bytes are equal.
/// </param>
/// <remarks>An immutable value; any thread may use it.</remarks>
public readonly record struct Digest(Label Root, byte Height)
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int Length = Label.Length + 1;

    /// <summary>Reads a digest from its bytes.</summary>
    /// <param name="bytes">Exactly 33 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 33.</exception>
    public static Digest Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        return new Digest(new Label(bytes[..Label.Length]), bytes[Label.Length]);
    }

    /// <summary>Reads a digest from its 66 hexadecimal digits, of either case.</summary>
    /// <returns>False, and no digest, if the text is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? hex, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (hex is null || hex.Length != 2 * Length) return false;
        if (Convert.FromHexString(hex, bytes, out _, out int written) != OperationStatus.Done || written != Length) return false;
        digest = Read(bytes);
        return true;
    }

    /// <summary>Copies the digest's 33 bytes to the front of <paramref name="destination"/>.</summary>
    /// <param name="destination">At least 33 bytes, owned by the caller.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Length) throw new ArgumentException($"A digest needs {Length} bytes.", nameof(destination));
        Root.CopyTo(destination);
        destination[Label.Length] = Height;
    }

    /// <summary>The 66 lower-case hexadecimal digits of the digest.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
