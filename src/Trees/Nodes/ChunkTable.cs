using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BasisTrees;

/// <summary>
/// Records of one size in chunks that never move: a record keeps its address for the life of the table, so that a pointer into it may be
/// kept across growth and a reader on another thread never sees a record moved.
/// </summary>
/// <remarks>
/// <para>
/// One thread, the writer, reserves records; any thread may address records that were published to it. Chunks are as alive as the table
/// is, so a method that holds a pointer keeps the table alive.
/// </para>
/// <para>
/// The index of a record says in which chunk it is by its upper bits. Early chunks hold fewer records than that allows, so that a small
/// table is cheap; the indices that they do not hold are never given out. Tables that reserve in step give the same indices.
/// </para>
/// </remarks>
internal abstract class ChunkTable
{
    /// <summary>The number of lower bits of an index that say where in its chunk a record is.</summary>
    protected const int Shift = 12;

    /// <summary>The lower bits.</summary>
    protected const int Mask = RecordsMax - 1;

    private const int RecordsMax = 1 << Shift;
    private const int RecordsMin = 64;

    // One chunk less than the handles of leaves allow, which are fewer than those of internal nodes.
    private const int ChunksMax = (NodeHandle.LeavesMax >> Shift) - 1;
    private const int FirstChunkBytes = 2048;

    // A chunk grows the table by this share of what it holds.
    private const int GrowthShare = 16;

    private readonly ChunkArena _arena;
    private readonly int _recordBytes;
    private readonly int _recordsMin;
    private int _expected;

    // The addresses of the chunks and their capacities; replaced as a whole when they grow (writer), read by any thread.
    private volatile nint[] _addresses = [];
    private int[] _capacities = [];
    private int _chunkCount;
    private int _reserved;
    private int _capacity;

    // The next index, and the first one that the present chunk does not hold.
    private int _next;
    private int _limit;

    /// <summary>Makes an empty table; nothing is allocated before the first record.</summary>
    /// <param name="arena">Where chunks come from.</param>
    /// <param name="recordBytes">The size of a record in bytes.</param>
    /// <param name="steadyBytes">The size of the largest record among the tables that reserve in step.</param>
    protected ChunkTable(ChunkArena arena, int recordBytes, int steadyBytes)
    {
        _recordsMin = Math.Clamp(FirstChunkBytes / steadyBytes, 1, RecordsMin);
        _arena = arena;
        _recordBytes = recordBytes;
    }

    /// <summary>Reserves one more record, its content undefined, and gives its index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Reserve()
    {
        int index = _next;
        if (index == _limit) index = EnterChunk();
        _next = index + 1;
        return index;
    }

    /// <summary>Reserves the record at an index that another table, which reserves in step, has just given.</summary>
    /// <remarks>Where memory ran out between the two, the other table is ahead; the records in between stay unused in both.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReserveUpTo(int index)
    {
        while (Reserve() != index)
        {
        }
    }

    /// <summary>Says how many records will be reserved in all, so that no more memory is taken than they need.</summary>
    /// <returns>The bytes that are still to be taken for them.</returns>
    public long Expect(int records)
    {
        _expected = records;
        return (long)Math.Max(0, records - _capacity) * _recordBytes;
    }

    /// <summary>Forgets all records and keeps the chunks. Only where no other thread reads.</summary>
    public void Clear()
    {
        _next = 0;
        _reserved = 0;
        _limit = _chunkCount > 0 ? _capacities[0] : 0;
    }

    /// <summary>The address of the chunk of a record that has been reserved. The index is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected nint Chunk(int index) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_addresses), (nint)(uint)index >> Shift);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int EnterChunk()
    {
        // The first chunk begins at 0; any other after the last index that the one before it could have held.
        int chunk = (_limit + Mask) >> Shift;
        if (chunk == _chunkCount) AddChunk(Math.Clamp(Math.Max(_reserved / GrowthShare, _expected - _reserved), _recordsMin, RecordsMax));
        int first = chunk << Shift;
        _reserved += _capacities[chunk];
        _limit = first + _capacities[chunk];
        return first;
    }

    private void AddChunk(int capacity)
    {
        if (_chunkCount == ChunksMax) throw new InvalidOperationException("A slab numbers no more than 3 * 2^29 records.");
        if (_chunkCount == _addresses.Length)
        {
            nint[] addresses = new nint[Math.Max(4, _chunkCount * 2)];
            _addresses.CopyTo(addresses, 0);
            Array.Resize(ref _capacities, addresses.Length);
            _addresses = addresses;
        }

        // The memory first: where there is none left, the table stays as it is.
        _addresses[_chunkCount] = _arena.Take(capacity * _recordBytes);
        _capacities[_chunkCount++] = capacity;
        _capacity += capacity;
    }
}
