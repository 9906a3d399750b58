using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// Reads little-endian fields from bytes that may be anything. A field that is not there reads as zero and marks the reader failed, so
/// a parser checks once at its end.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal int Position { get; private set; }

    internal bool Failed { get; private set; }

    internal readonly int Remaining => _bytes.Length - Position;

    /// <summary>Whether every field was there and no byte is left over.</summary>
    internal readonly bool IsComplete => !Failed && Remaining == 0;

    internal byte U8() => Take(1) is [byte value] ? value : (byte)0;

    internal ushort U16() => Take(2) is { Length: 2 } field ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    internal uint U32() => Take(4) is { Length: 4 } field ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    internal ulong U64() => Take(8) is { Length: 8 } field ? BinaryPrimitives.ReadUInt64LittleEndian(field) : 0;

    internal long I64() => Take(8) is { Length: 8 } field ? BinaryPrimitives.ReadInt64LittleEndian(field) : 0;

    internal Label Label() => Take(BasisTrees.Label.Length) is { IsEmpty: false } field ? new Label(field) : default;

    internal Digest Digest() => Take(BasisTrees.Digest.Length) is { IsEmpty: false } field ? BasisTrees.Digest.Read(field) : default;

    /// <summary>Takes the next bytes, or none and a failed reader if there are fewer.</summary>
    internal ReadOnlySpan<byte> Take(long count)
    {
        if (Failed || count > Remaining || count < 0)
        {
            Failed = true;
            return default;
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }
}
