using System.IO.Compression;

namespace BasisTrees.Persistence;

/// <summary>Writes the chunks of a full checkpoint one behind the other, and the header before them.</summary>
internal sealed class FullChunkWriter
{
    // Fast rather than small: half of what is written is hashes.
    private const int Quality = 3;
    private const int WindowBits = 22;
    private const int PackedBytesMin = 256;

    private readonly IByteSink _sink;
    private readonly SegmentPlace _place;
    private readonly bool _packs;
    private readonly IncrementalBlake2b256 _hash = new();
    private readonly byte[] _header = new byte[FullFormat.ChunkHeaderLength];
    private byte[] _packed = [];
    private long _offset;

    /// <summary>Begins a file.</summary>
    /// <param name="sink">Takes it.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="packs">Whether chunks are packed that become shorter by it.</param>
    internal FullChunkWriter(IByteSink sink, StoreId storeId, long revision, bool packs)
    {
        _sink = sink;
        _place = new SegmentPlace(storeId, (ulong)revision);
        _packs = packs;
        Append(new FullHeader(storeId, revision).ToBytes());
    }

    /// <summary>The chunks written so far.</summary>
    internal uint Count { get; private set; }

    /// <summary>The bytes written so far.</summary>
    internal long Length => _offset;

    /// <summary>Writes a chunk.</summary>
    /// <param name="type">Its type, version 1.</param>
    /// <param name="flags">Its flags without the one for packed chunks.</param>
    /// <param name="payload">Its payload.</param>
    internal void Write(ushort type, byte flags, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > FullFormat.ChunkBytesMax) throw new InvalidOperationException("A chunk is too large.");
        ReadOnlySpan<byte> stored = payload;
        if (_packs && TryPack(payload, out int length))
        {
            stored = _packed.AsSpan(0, length);
            flags |= FullFormat.PackedChunk;
        }

        var header = new FullChunkHeader(stored.Length, type, 1, flags, payload.Length, Count, Crc32C.Compute(stored));
        header.Write(_header, _place, _offset);
        Append(_header);
        Append(stored);
        Count++;
    }

    /// <summary>Takes the hash of everything written so far; only the last chunk follows.</summary>
    internal Label FinishHash() => _hash.Finish();

    /// <summary>Writes the last chunk, which vouches for everything before.</summary>
    internal void WriteEnd()
    {
        var payload = new ByteWriter();
        payload.U32(Count);
        payload.U32(0);
        payload.U64((ulong)Length);
        payload.Label(FinishHash());
        Write(FullFormat.EndChunk, 0, payload.Written);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        _sink.Write(bytes);
        _offset += bytes.Length;
    }

    private bool TryPack(ReadOnlySpan<byte> payload, out int length)
    {
        length = 0;
        if (payload.Length < PackedBytesMin) return false;
        int room = BrotliEncoder.GetMaxCompressedLength(payload.Length);
        if (_packed.Length < room) _packed = new byte[room];
        return BrotliEncoder.TryCompress(payload, _packed, out length, Quality, WindowBits) && length < payload.Length;
    }
}
