using System.Buffers;
using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>The same revision of a whole tree and of one that is partly in memory: both must answer alike.</summary>
internal sealed class ResidencyPair(Snapshot whole, Snapshot partial) : IDisposable
{
    /// <summary>The revision.</summary>
    public long Revision => partial.Revision;

    /// <summary>Asks some of everything.</summary>
    public void Ask(Random random)
    {
        Unless(whole.Digest == partial.Digest && whole.Count == partial.Count && whole.Revision == partial.Revision, $"{Where}");
        byte[][] keys = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Key(random))];
        foreach (byte[] key in keys)
        {
            ArrayBufferWriter<byte> expected = new();
            ArrayBufferWriter<byte> value = new();
            Unless(whole.TryGet(key, expected) == partial.TryGet(key, value), $"{Where}: presence of {Hex(key)}");
            Unless(expected.WrittenSpan.SequenceEqual(value.WrittenSpan), $"{Where}: value of {Hex(key)}");
            Unless(partial.Contains(key) == whole.Contains(key), $"{Where}: Contains({Hex(key)})");
        }

        Scan(Bound(random), Bound(random), random.Next(2) == 0);
        Prove([.. keys.Select(k => (ReadOnlyMemory<byte>)k)]);
    }

    public void Dispose()
    {
        whole.Dispose();
        partial.Dispose();
    }

    private string Where => $"snapshot of {whole.Revision}";

    private void Scan(byte[] from, byte[] to, bool descending)
    {
        Cursor expected = whole.Scan(from, to, descending);
        Cursor cursor = partial.Scan(from, to, descending);
        string where = $"{Where}: scan {Hex(from)} to {Hex(to)}{(descending ? " descending" : "")}";
        while (expected.MoveNext())
        {
            Unless(cursor.MoveNext(), $"{where}: ends before {Hex(expected.Key)}");
            Unless(cursor.Key.SequenceEqual(expected.Key), $"{where}: {Hex(cursor.Key)} instead of {Hex(expected.Key)}");
            Unless(cursor.Value.SequenceEqual(expected.Value), $"{where}: value of {Hex(expected.Key)}");
        }

        Unless(!cursor.MoveNext() && !cursor.MoveNext(), $"{where}: goes on after the last key");
    }

    private void Prove(ReadOnlyMemory<byte>[] keys)
    {
        ArrayBufferWriter<byte> expected = new();
        ArrayBufferWriter<byte> proof = new();
        bool proved = whole.TryProve(keys, expected, out int failedIndex, out Outcome outcome);
        bool also = partial.TryProve(keys, proof, out int index, out Outcome answer);
        Unless((proved, failedIndex, outcome) == (also, index, answer), $"{Where}: proof of {keys.Length} keys");
        Unless(expected.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"{Where}: proof of {keys.Length} keys differs");
    }

    private byte[] Key(Random random)
    {
        byte[] key = new byte[whole.Parameters.KeyLength];
        random.NextBytes(key);
        if (random.Next(8) == 0) key.AsSpan().Fill((byte)(random.Next(2) * 255));
        Cursor cursor = whole.Scan(random.Next(4) == 0 ? default : key.AsMemory(), default, random.Next(4) == 0);
        if (random.Next(4) == 0 || !cursor.MoveNext()) return key;
        return cursor.Key.ToArray();
    }

    private byte[] Bound(Random random) => random.Next(4) == 0 ? [] : Key(random)[..(random.Next(4) == 0 ? 1 : ^0)];

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
