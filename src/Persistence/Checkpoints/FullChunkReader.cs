using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace BasisTrees.Persistence;

/// <summary>Reads the chunks of a full checkpoint in order; each is checked, and unpacked, before it is handed out.</summary>
internal sealed class FullChunkReader
{
    private readonly IByteSource _source;
    private readonly SegmentPlace _place;
    private readonly IncrementalBlake2b256 _hash = new();
    private byte[] _stored = [];
    private byte[] _unpacked = [];

    /// <summary>Reads the header of the file.</summary>
    /// <exception cref="StoreException">It is not one, or the disk fails.</exception>
    internal FullChunkReader(IByteSource source)
    {
        _source = source;
        byte[] bytes = new byte[FullFormat.FullHeaderLength];
        int read = source.Read(bytes);
        Header = FullHeader.Read(bytes.AsSpan(0, read), source);
        _place = new SegmentPlace(Header.StoreId, (ulong)Header.Revision);
        _hash.Append(bytes);
    }

    internal FullHeader Header { get; }

    /// <summary>The number of chunks before the present one.</summary>
    internal uint Number { get; private set; }

    /// <summary>Where the present chunk begins.</summary>
    internal long Start { get; private set; }

    /// <summary>The hash of everything before the present chunk; asked for once, at the last one.</summary>
    internal Label HashBefore { get; private set; }

    /// <summary>Reads the next chunk.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, unpacked; valid until the next call.</param>
    /// <exception cref="StoreDamagedException">There is no whole chunk.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal void Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload)
    {
        Start = _source.Position;
        Span<byte> bytes = stackalloc byte[FullFormat.ChunkHeaderLength];
        int read = _source.Read(bytes);
        if (!FullChunkHeader.TryRead(bytes[..read], _place, Start, out header)) Damage("a whole chunk was expected at its place");
        if (header.Number != Number) Damage($"chunk {Number} was expected, not {header.Number}");
        if (_stored.Length < header.StoredLength) _stored = new byte[header.StoredLength];
        Span<byte> stored = _stored.AsSpan(0, header.StoredLength);
        if (_source.Read(stored) != stored.Length || Crc32C.Compute(stored) != header.Checksum)
            Damage("a chunk that matches its checksum was expected");
        if (header.Type == FullFormat.EndChunk) HashBefore = _hash.Finish();
        _hash.Append(bytes);
        _hash.Append(stored);
        Number++;
        payload = header.IsPacked ? Unpack(stored, header.Length) : stored;
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="StoreDamagedException">Something does.</exception>
    internal void ExpectEnd()
    {
        long end = _source.Position;
        Span<byte> more = stackalloc byte[1];
        if (_source.Read(more) != 0) throw new StoreDamagedException(_source.Path, _source.Locate(end), "the end of the file was expected");
    }

    /// <summary>Says that the present chunk is not what it should be.</summary>
    [DoesNotReturn]
    internal void Damage(string expected) => throw new StoreDamagedException(_source.Path, _source.Locate(Start), expected);

    private ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> stored, int length)
    {
        if (_unpacked.Length < length) _unpacked = new byte[length];
        Span<byte> unpacked = _unpacked.AsSpan(0, length);
        if (!BrotliDecoder.TryDecompress(stored, unpacked, out int written) || written != length)
            Damage($"a packed chunk of {length} bytes was expected");
        return unpacked;
    }
}
