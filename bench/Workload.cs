using System.Buffers.Binary;

namespace BasisTrees.Bench;

/// <summary>
/// The operations that are measured: pseudo-random 32-byte keys with 8-byte values, a pure function of a seed, so that another
/// implementation can do the very same work and compare digests (docs/PERFORMANCE.md, "The workload").
/// </summary>
/// <remarks>All keys and values are made beforehand; making an operation later only slices them.</remarks>
internal sealed class Workload
{
    public const int KeyLength = 32;
    public const int ValueLength = 8;

    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const ulong PickSalt = 0x5DEECE66D;

    private readonly ulong _seed;
    private readonly byte[] _keys;
    private readonly byte[] _values;

    /// <summary>Makes the keys and values 0 to <paramref name="keyCount"/> - 1.</summary>
    public Workload(ulong seed, int keyCount)
    {
        _seed = seed;
        KeyCount = keyCount;
        _keys = new byte[(long)keyCount * KeyLength];
        _values = new byte[((long)keyCount + 1) * ValueLength];
        for (int i = 0; i < keyCount; i++)
        {
            for (int word = 0; word < 4; word++)
            {
                Span<byte> place = _keys.AsSpan((i * KeyLength) + (8 * word));
                BinaryPrimitives.WriteUInt64LittleEndian(place, Draw(seed, (4 * (ulong)i) + (ulong)word));
            }
        }

        for (int i = 0; i <= keyCount; i++) BinaryPrimitives.WriteInt64BigEndian(_values.AsSpan(i * ValueLength), i);
    }

    public static TreeParameters Parameters { get; } = new(KeyLength, ValueLength);

    public int KeyCount { get; }

    public ReadOnlyMemory<byte> Key(int index) => _keys.AsMemory(index * KeyLength, KeyLength);

    public ReadOnlyMemory<byte> Value(int index) => _values.AsMemory(index * ValueLength, ValueLength);

    /// <summary>The key that the lookup or update number <paramref name="number"/> is about, among the first so many.</summary>
    public int Pick(long number, int among) => (int)(Draw(_seed ^ PickSalt, (ulong)number) % (ulong)among);

    /// <summary>Fills a batch with the insertions that begin at an index.</summary>
    public void Inserts(Span<Operation> batch, int first)
    {
        for (int i = 0; i < batch.Length; i++) batch[i] = Operation.Insert(Key(first + i), Value(first + i));
    }

    /// <summary>Fills a batch with updates; the one number j writes j + 1.</summary>
    public void Updates(Span<Operation> batch, long first, int among)
    {
        byte[] values = new byte[batch.Length * ValueLength];
        for (int i = 0; i < batch.Length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(values.AsSpan(i * ValueLength), first + i + 1);
            batch[i] = Operation.Update(Key(Pick(first + i, among)), values.AsMemory(i * ValueLength, ValueLength));
        }
    }

    private static ulong Draw(ulong seed, ulong number) => Mix(unchecked(seed + (Golden * (number + 1))));

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
