using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>One line of an index: a key, not always one of its kind, and a number that it leads to.</summary>
/// <param name="Key">The first eight bytes of a label as a big-endian number, or a place.</param>
/// <param name="Value">The offset of the record.</param>
internal readonly record struct NodeIndexEntry(ulong Key, uint Value) : IComparable<NodeIndexEntry>
{
    public int CompareTo(NodeIndexEntry other) =>
        Key != other.Key ? Key.CompareTo(other.Key) : Value.CompareTo(other.Value);

    /// <summary>The first eight bytes of a label, so that keys sort as labels do.</summary>
    internal static ulong KeyOf(in Label label)
    {
        Span<byte> bytes = stackalloc byte[Label.Length];
        label.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    public static bool operator <(NodeIndexEntry left, NodeIndexEntry right) => left.CompareTo(right) < 0;

    public static bool operator <=(NodeIndexEntry left, NodeIndexEntry right) => left.CompareTo(right) <= 0;

    public static bool operator >(NodeIndexEntry left, NodeIndexEntry right) => left.CompareTo(right) > 0;

    public static bool operator >=(NodeIndexEntry left, NodeIndexEntry right) => left.CompareTo(right) >= 0;
}
