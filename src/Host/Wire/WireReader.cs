using System.Buffers.Binary;

namespace BasisTrees.Host.Wire;

/// <summary>
/// Goes through the bytes of a binary body. What is not there, or not in its one form, is noted once; from then on everything is empty.
/// </summary>
/// <param name="bytes">The bytes; what is taken from them is not copied.</param>
internal ref struct WireReader(ReadOnlyMemory<byte> bytes)
{
    private const int LengthBytesMax = 5;

    private int _at;

    /// <summary>Whether something was not there.</summary>
    public bool Failed { get; private set; }

    /// <summary>Where that was.</summary>
    public int FailedAt { get; private set; }

    /// <summary>Whether everything was there and nothing is left.</summary>
    public readonly bool IsComplete => !Failed && _at == bytes.Length;

    /// <summary>The bytes that are left.</summary>
    public readonly int Left => bytes.Length - _at;

    /// <summary>Notes that what was read here cannot be.</summary>
    public void Fail()
    {
        if (!Failed) FailedAt = _at;
        Failed = true;
    }

    /// <summary>Some bytes; empty if there are not so many.</summary>
    public ReadOnlyMemory<byte> Take(int length)
    {
        if (length > Left) Fail();
        if (Failed) return default;
        ReadOnlyMemory<byte> taken = bytes.Slice(_at, length);
        _at += length;
        return taken;
    }

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1) is { IsEmpty: false } taken ? taken.Span[0] : (byte)0;

    /// <summary>A number of 8 bytes, the lowest first.</summary>
    public long Int64() => Take(sizeof(long)) is { IsEmpty: false } taken ? BinaryPrimitives.ReadInt64LittleEndian(taken.Span) : 0;

    /// <summary>
    /// A length or count: 7 bits in each byte, the lowest first, the top bit set in all but the last; in as few bytes as it takes.
    /// </summary>
    public int Length()
    {
        ulong value = 0;
        for (int i = 0; i < LengthBytesMax; i++)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            bool isShortest = i == 0 || part > 0;
            if (!isShortest || value > int.MaxValue) break;
            return Failed ? 0 : (int)value;
        }

        Fail();
        return 0;
    }

    /// <summary>Bytes with their length before them.</summary>
    public ReadOnlyMemory<byte> Sized() => Take(Length());
}
