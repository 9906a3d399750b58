using System.Buffers;
using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>A growing buffer of little-endian fields, reused from group to group.</summary>
internal sealed class ByteWriter : IBufferWriter<byte>
{
    // Above this a buffer is let go after use: one huge batch must not pin its memory for good.
    private const int KeptBytesMax = 16 << 20;

    private byte[] _bytes = new byte[256];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal Span<byte> Slice(int offset, int length) => _bytes.AsSpan(0, Length).Slice(offset, length);

    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytesMax) _bytes = new byte[256];
    }

    /// <summary>Takes back everything from a length on.</summary>
    internal void CutTo(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    internal void U8(byte value) => Take(1)[0] = value;

    internal void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    internal void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    internal void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    internal void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    internal void Label(Label value) => value.CopyTo(Take(BasisTrees.Label.Length));

    internal void Digest(Digest value) => value.CopyTo(Take(BasisTrees.Digest.Length));

    internal void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    internal void Zeros(int count) => Take(count).Clear();

    public void Advance(int count)
    {
        if ((uint)count > (uint)(_bytes.Length - Length)) throw new ArgumentOutOfRangeException(nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private Span<byte> Take(int count)
    {
        Reserve(count);
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    private void Reserve(int count)
    {
        long needed = (long)Length + count;
        if (needed <= _bytes.Length) return;
        if (needed > Array.MaxLength) throw new InvalidOperationException("A group of batches grew beyond every limit.");
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
    }
}
