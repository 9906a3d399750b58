using System.Runtime.CompilerServices;

namespace BasisTrees;

/// <summary>
/// Blocks of bytes of one fixed length, each with a count of the places that refer to it: a key stands once however many nodes name it.
/// </summary>
/// <remarks>The writer takes, shares and releases blocks; any thread may read a block while a version it has pinned refers to it.</remarks>
internal sealed unsafe class BlockSlab
{
    private const int None = -1;

    private readonly ByteSlab _bytes;

    // The number of references of a block in use; the index of the next free one of a block that is free.
    private readonly Slab<int> _counts;
    private int _free = None;

    /// <summary>Makes an empty slab of blocks.</summary>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="length">The length of every block in bytes, at least 1.</param>
    public BlockSlab(ChunkArena arena, int length)
    {
        _bytes = new ByteSlab(arena, length);
        _counts = new Slab<int>(arena, length);
    }

    /// <summary>The blocks in use.</summary>
    public int InUse { get; private set; }

    /// <summary>The bytes of the blocks in use, with their counts.</summary>
    public long UsedBytes => (long)InUse * (_bytes.Length + sizeof(int));

    /// <summary>The address of a block's first byte.</summary>
    public byte* this[int block]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes[block];
    }

    /// <summary>The bytes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Span(int block) => new(_bytes[block], _bytes.Length);

    /// <summary>Takes a block, fills its front with a copy of <paramref name="content"/> and counts one reference.</summary>
    public int Take(ReadOnlySpan<byte> content)
    {
        int block = _free;
        if (block == None)
        {
            block = _bytes.Reserve();
            _counts.ReserveUpTo(block);
        }
        else
        {
            _free = *_counts[block];
        }

        *_counts[block] = 1;
        content.CopyTo(new Span<byte>(_bytes[block], _bytes.Length));
        InUse++;
        return block;
    }

    /// <summary>Says how many blocks will be in use at once.</summary>
    /// <returns>The bytes that are still to be taken for them.</returns>
    public long Expect(int blocks) => _bytes.Expect(blocks) + _counts.Expect(blocks);

    /// <summary>Counts one more reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Share(int block) => ++*_counts[block];

    /// <summary>Counts one reference less; the last one frees the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int block)
    {
        if (--*_counts[block] != 0) return;
        *_counts[block] = _free;
        _free = block;
        InUse--;
    }

    /// <summary>Forgets all blocks and keeps the memory. Only where no other thread reads.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _counts.Clear();
        _free = None;
        InUse = 0;
    }
}
