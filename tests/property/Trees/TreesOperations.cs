using System.Buffers.Binary;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Random operations over a small pool of keys, so that keys are hit, missed and hit again; with some that every tree must refuse.
/// </summary>
internal sealed class TreesOperations
{
    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];
    private static readonly long[] Numbers = [0, 1, 2, 3, 7, -1, 255, 256, long.MaxValue, long.MaxValue - 1, long.MinValue];

    private readonly Random _random;
    private readonly TreeParameters _parameters;
    private readonly byte[][] _keys;
    private readonly int[] _weights = new int[8];
    private readonly bool _numbers;
    private readonly int _badPercent;

    public TreesOperations(Random random, TreeParameters parameters, int poolSize)
    {
        (_random, _parameters) = (random, parameters);
        int style = random.Next(3);
        _keys = new byte[poolSize][];
        for (int i = 0; i < poolSize; i++) _keys[i] = NewKey(style, i);
        for (int i = 0; i < _weights.Length; i++) _weights[i] = 1 + random.Next(random.Next(2) == 0 ? 4 : 20);
        _weights[0] = random.Next(2);
        _numbers = random.Next(2) == 0;
        _badPercent = random.Next(3) * 4;
    }

    /// <summary>The keys that operations choose from; not all are legal.</summary>
    public IReadOnlyList<byte[]> Keys => _keys;

    public Operation Next()
    {
        OperationKind kind = NextKind();
        byte[] key = _random.Next(100) < _badPercent ? BadKey() : _keys[_random.Next(_keys.Length)];
        return kind switch
        {
            OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate => new Operation(kind, key, NextValue(), 0),
            OperationKind.UpdateLongBy => Operation.UpdateLongBy(key, NextDelta()),
            _ => new Operation(kind, key, default, 0),
        };
    }

    private OperationKind NextKind()
    {
        int draw = _random.Next(_weights.Sum());
        int kind = 0;
        while (draw >= _weights[kind]) draw -= _weights[kind++];
        return (OperationKind)kind;
    }

    private byte[] NewKey(int style, int index)
    {
        byte[] key = new byte[_parameters.KeyLength];
        if (style == 0)
        {
            _random.NextBytes(key);
        }
        else if (style == 1)
        {
            // Clustered: long common prefixes, edge bytes, keys next to the sentinels.
            key.AsSpan().Fill(Edges[_random.Next(Edges.Length)]);
            for (int changes = 1 + _random.Next(2); changes > 0; changes--)
                key[_random.Next(key.Length)] = Edges[_random.Next(Edges.Length)];
        }
        else
        {
            for (int i = key.Length - 1, rest = index + 1; i >= 0; i--, rest >>= 8) key[i] = (byte)rest;
        }

        return key;
    }

    private byte[] BadKey()
    {
        int length = _parameters.KeyLength;
        byte[] key = new byte[_random.Next(4) switch { 0 => length - 1, 1 => length + 1, _ => length }];
        key.AsSpan().Fill(_random.Next(2) == 0 ? (byte)0x00 : (byte)0xFF);
        return key;
    }

    private byte[] NextValue()
    {
        int length = _parameters.ValueLength ?? (_numbers ? 8 : _random.Next(_parameters.ValueLengthMax + 1));
        int draw = _random.Next(100);
        if (draw < 4) length = Math.Max(0, length - 1);
        else if (draw < 8) length++;
        else if (draw < 10 && _parameters.ValueLength is null) length = _parameters.ValueLengthMax;
        byte[] value = new byte[length];
        _random.NextBytes(value);
        if (_numbers && length >= 8) BinaryPrimitives.WriteInt64BigEndian(value, Numbers[_random.Next(Numbers.Length)]);
        return value;
    }

    private long NextDelta()
    {
        long number = Numbers[_random.Next(Numbers.Length)];
        return _random.Next(2) == 0 ? number : unchecked(-number);
    }
}
