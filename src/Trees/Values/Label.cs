using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// The 32-byte BLAKE2b-256 hash that names a node: a leaf by its key, value and next key, an internal node by its balance and the
/// labels of its children (AVL-FORMAT section 1).
/// </summary>
/// <remarks>An immutable value; any thread may use it. Equality is by bytes, order is bytewise and unsigned.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Label : IComparable<Label>
{
    /// <summary>The length of a label in bytes.</summary>
    public const int Length = 32;

    // The bytes in memory order: the value in memory is the label itself, on every endianness.
    private readonly ulong _w0, _w1, _w2, _w3;

    /// <summary>Copies a label from its bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Label(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException($"A label has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        this = MemoryMarshal.Read<Label>(bytes);
    }

    /// <summary>Copies the label's 32 bytes to the front of <paramref name="destination"/>.</summary>
    /// <param name="destination">At least 32 bytes, owned by the caller.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Length) throw new ArgumentException($"A label needs {Length} bytes.", nameof(destination));
        MemoryMarshal.Write(destination, in this);
    }

    /// <inheritdoc/>
    public int CompareTo(Label other)
    {
        Span<byte> mine = stackalloc byte[Length];
        Span<byte> theirs = stackalloc byte[Length];
        CopyTo(mine);
        other.CopyTo(theirs);
        return mine.SequenceCompareTo(theirs);
    }

    /// <summary>Whether one label sorts before another, bytewise.</summary>
    public static bool operator <(Label left, Label right) => left.CompareTo(right) < 0;

    /// <summary>Whether one label sorts before another or equals it, bytewise.</summary>
    public static bool operator <=(Label left, Label right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one label sorts after another, bytewise.</summary>
    public static bool operator >(Label left, Label right) => left.CompareTo(right) > 0;

    /// <summary>Whether one label sorts after another or equals it, bytewise.</summary>
    public static bool operator >=(Label left, Label right) => left.CompareTo(right) >= 0;

    /// <summary>A hash code from the first bytes: a label is already uniformly distributed.</summary>
    public override int GetHashCode() => (int)(BitConverter.IsLittleEndian ? _w0 : BinaryPrimitives.ReverseEndianness(_w0));

    /// <summary>The 64 lower-case hexadecimal digits of the label.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
