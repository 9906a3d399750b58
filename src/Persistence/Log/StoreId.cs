using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>The 16 random bytes that every file of one store bears, so that bytes of another store never pass as its own.</summary>
internal readonly record struct StoreId
{
    private readonly UInt128 _value;

    internal StoreId(ReadOnlySpan<byte> bytes) => _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);

    internal static StoreId Random()
    {
        Span<byte> bytes = stackalloc byte[LogFormat.StoreIdLength];
        RandomNumberGenerator.Fill(bytes);
        return new StoreId(bytes);
    }

    internal void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    public override string ToString() => _value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
