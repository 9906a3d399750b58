using System.Numerics;
using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// The values of the leaves. A fixed length of up to eight bytes stands in the leaf itself; any other value stands in a block of the
/// next larger size, which all versions of its leaf name; what is longer than the largest block has an array of its own.
/// </summary>
/// <remarks>The writer stores and releases; any thread may read the value of a leaf of a version that it has pinned.</remarks>
internal sealed unsafe class ValueSlab
{
    private const int InlineMax = 8;
    private const int BlockMin = 16;
    private const int BlockMax = 4096;

    // Two sizes for each power of two from 16 to 4096: 16, 24, 32, 48, 64, ...
    private const int ClassCount = 17;

    private readonly BlockSlab?[] _classes = new BlockSlab?[ClassCount];
    private readonly LargeValues _large = new();
    private readonly ChunkArena _arena;
    private readonly int _fixedLength;

    /// <summary>Makes an empty slab of values.</summary>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="fixedLength">The length of every value in bytes, or null if lengths vary.</param>
    public ValueSlab(ChunkArena arena, int? fixedLength)
    {
        _arena = arena;
        _fixedLength = fixedLength ?? -1;
    }

    /// <summary>The bytes of values that have an array of their own.</summary>
    public long LargeBytes => _large.Bytes;

    /// <summary>The values in use that do not stand in their leaves, each once however many leaves name it.</summary>
    public int InUse
    {
        get
        {
            int count = _large.InUse;
            foreach (BlockSlab? blocks in _classes) count += blocks?.InUse ?? 0;
            return count;
        }
    }

    /// <summary>The bytes of the values in use that do not stand in their leaves.</summary>
    public long UsedBytes
    {
        get
        {
            long bytes = _large.Bytes;
            foreach (BlockSlab? blocks in _classes) bytes += blocks?.UsedBytes ?? 0;
            return bytes;
        }
    }

    /// <summary>Whether values stand in their leaves and nowhere else.</summary>
    public bool IsInline => (uint)_fixedLength <= InlineMax;

    /// <summary>The value of a leaf; valid as long as the leaf is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Read(LeafRecord* leaf) =>
        IsInline ? new ReadOnlySpan<byte>(&leaf->ValueBlock, _fixedLength) : Read(new ValueRef(leaf->ValueBlock, leaf->ValueLength));

    /// <summary>A value that stands outside its leaf; valid as long as a version that names it is held.</summary>
    public ReadOnlySpan<byte> Read(ValueRef value)
    {
        if (value.Length == 0) return default;
        return value.Length <= BlockMax
            ? new ReadOnlySpan<byte>(Blocks(value.Length)[value.Block], value.Length)
            : _large.Span(value.Block, value.Length);
    }

    /// <summary>Stores a copy of a value in a leaf that holds none.</summary>
    public void Store(LeafRecord* leaf, ReadOnlySpan<byte> value)
    {
        if (IsInline)
        {
            value.CopyTo(new Span<byte>(&leaf->ValueBlock, InlineMax));
            return;
        }

        leaf->ValueLength = value.Length;
        leaf->ValueBlock = value.Length switch
        {
            0 => 0,
            <= BlockMax => Blocks(value.Length).Take(value),
            _ => _large.Take(value),
        };
    }

    /// <summary>Gives a leaf that holds none the value of another leaf; it is not copied, however long it is.</summary>
    public void Share(LeafRecord* leaf, LeafRecord* source)
    {
        leaf->ValueBlock = source->ValueBlock;
        leaf->ValueLength = source->ValueLength;
        if (IsInline || leaf->ValueLength == 0) return;
        if (leaf->ValueLength <= BlockMax) Blocks(leaf->ValueLength).Share(leaf->ValueBlock);
        else _large.Share(leaf->ValueBlock);
    }

    /// <summary>Lets one leaf's hold on a value go that no version names through that leaf any more; the last one frees it.</summary>
    public void Release(ValueRef value)
    {
        if (value.Length == 0) return;
        if (value.Length <= BlockMax) Blocks(value.Length).Release(value.Block);
        else _large.Release(value.Block);
    }

    /// <summary>Forgets all values and keeps the memory of the blocks. Only where no other thread reads.</summary>
    public void Clear()
    {
        foreach (BlockSlab? blocks in _classes) blocks?.Clear();
        _large.Clear();
    }

    private BlockSlab Blocks(int length)
    {
        int index = ClassOf(length, out int size);
        return Volatile.Read(ref _classes[index]) ?? MakeBlocks(index, size);
    }

    private BlockSlab MakeBlocks(int index, int size)
    {
        var blocks = new BlockSlab(_arena, size);
        Volatile.Write(ref _classes[index], blocks);
        return blocks;
    }

    private static int ClassOf(int length, out int size)
    {
        if (length <= BlockMin)
        {
            size = BlockMin;
            return 0;
        }

        int power = BitOperations.Log2((uint)(length - 1)); // 2^power < length <= 2^(power + 1)
        int half = 3 << (power - 1);
        bool low = length <= half;
        size = low ? half : 2 << power;
        return (2 * (power - 4)) + (low ? 1 : 2);
    }
}
