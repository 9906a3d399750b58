using System.Buffers;
using System.Buffers.Binary;

namespace BasisTrees.Host.Wire;

/// <summary>Writes what <see cref="WireReader"/> reads.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _written = new();

    /// <summary>What was written so far, copied.</summary>
    internal byte[] ToArray() => _written.WrittenSpan.ToArray();

    internal void Bytes(ReadOnlySpan<byte> bytes) => _written.Write(bytes);

    internal void Byte(byte value) => _written.Write([value]);

    internal void Int64(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _written.Write(bytes);
    }

    internal void Length(int value)
    {
        uint left = (uint)value;
        for (; left >= 0x80; left >>= 7) Byte((byte)(left | 0x80));
        Byte((byte)left);
    }

    internal void Sized(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        Bytes(bytes);
    }

    /// <summary>The 33 bytes of a digest.</summary>
    internal void Digest(in Digest digest)
    {
        Span<byte> bytes = stackalloc byte[BasisTrees.Digest.Length];
        digest.CopyTo(bytes);
        Bytes(bytes);
    }
}
