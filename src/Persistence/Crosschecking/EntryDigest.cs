using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The digest of entries in the order of their keys: BLAKE2b-256 over a tag and for each u32 length of the key, the key, u32 length of the
/// value, the value.
/// </summary>
/// <remarks>One thread.</remarks>
public sealed class EntryDigest
{
    private readonly IncrementalBlake2b256 _hash = new();

    /// <summary>Begins with no entry.</summary>
    public EntryDigest() => _hash.Append("BasisTrees entries v1\0"u8);

    /// <summary>Adds the next entry.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)key.Length);
        _hash.Append(length);
        _hash.Append(key);
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)value.Length);
        _hash.Append(length);
        _hash.Append(value);
    }

    /// <summary>Ends; nothing can be added any more.</summary>
    public Label Finish() => _hash.Finish();
}
