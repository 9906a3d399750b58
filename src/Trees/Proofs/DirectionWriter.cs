using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// The directions of a batch in the making: one bit for each step of each successful operation, 1 for left, the lowest bit of a byte
/// first, the last byte filled up with zeros (AVL-FORMAT section 5).
/// </summary>
internal sealed class DirectionWriter
{
    private const int BitsAtOnce = 64;

    private byte[] _bytes = [];
    private long _bits;

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, (int)((_bits + 7) / 8));

    /// <summary>Adds the steps of one search.</summary>
    public void Add(in SearchPath path)
    {
        Add(path.Lefts, Math.Min(path.Depth, BitsAtOnce));
        for (int step = BitsAtOnce; step < path.Depth; step++) Add(path.Right(step) ? 0ul : 1ul, 1);
    }

    private void Add(ulong bits, int count)
    {
        // Nine bytes hold any 64 bits wherever in a byte they begin.
        int index = (int)(_bits >> 3);
        int shift = (int)(_bits & 7);
        if (index + 9 > _bytes.Length) Array.Resize(ref _bytes, Math.Max(64, 2 * (index + 9)));
        Span<byte> bytes = _bytes.AsSpan(index, 9);
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes) | (bits << shift);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, low);
        if (shift > 0) bytes[8] |= (byte)(bits >> (64 - shift));
        _bits += count;
    }

    /// <summary>Forgets all steps.</summary>
    public void Clear()
    {
        _bytes.AsSpan(0, (int)((_bits + 7) / 8)).Clear();
        _bits = 0;
    }
}
