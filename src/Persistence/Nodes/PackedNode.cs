using System.Buffers.Binary;
using System.IO.Compression;

namespace BasisTrees.Persistence;

/// <summary>
/// A leaf with a long value as it stands in a file when that takes less room: <c>04</c>, its length (u32), then its bytes compressed (RFC
/// 7932).
/// </summary>
/// <remarks>The label is that of the leaf itself, so nothing above the files of nodes knows of it.</remarks>
internal static class PackedNode
{
    // Shorter ones gain little and are read more often.
    private const int LengthMin = 256;
    private const int Quality = 2;
    private const int WindowBits = 22;

    internal static bool IsPacked(ReadOnlySpan<byte> body) =>
        body.Length > NodeFormat.PackedHeaderLength && body[0] == NodeFormat.PackedTag;

    /// <summary>Packs a leaf if that saves at least an eighth.</summary>
    /// <param name="node">The bytes of a node or an id.</param>
    /// <param name="buffer">Memory to use again.</param>
    /// <returns>The packed bytes, in the buffer, or the node as it is.</returns>
    internal static ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> node, ref byte[] buffer)
    {
        if (node.Length < LengthMin || node[0] != EncodedNode.LeafTag) return node;
        int most = node.Length - (node.Length / 8);
        if (buffer.Length < most) buffer = new byte[Math.Max(most, 2 * buffer.Length)];
        Span<byte> packed = buffer.AsSpan(0, most);
        if (!BrotliEncoder.TryCompress(node, packed[NodeFormat.PackedHeaderLength..], out int length, Quality, WindowBits)) return node;
        packed[0] = NodeFormat.PackedTag;
        BinaryPrimitives.WriteInt32LittleEndian(packed[1..], node.Length);
        return packed[..(NodeFormat.PackedHeaderLength + length)];
    }

    /// <summary>Unpacks a leaf; any bytes may be given.</summary>
    /// <param name="packed">The packed bytes.</param>
    /// <param name="verifier">Knows how long a leaf may be, before any memory is taken for it.</param>
    /// <param name="node">The leaf, in memory of its own.</param>
    /// <returns>False if the bytes are not a packed leaf of such a tree.</returns>
    internal static bool TryUnpack(ReadOnlySpan<byte> packed, NodeVerifier verifier, out byte[] node)
    {
        node = [];
        if (!IsPacked(packed)) return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(packed[1..]);
        if (length > NodeFormat.RecordBodyMax || !verifier.MayHaveLength(EncodedNode.LeafTag, length)) return false;
        byte[] unpacked = new byte[length];
        bool isWhole = BrotliDecoder.TryDecompress(packed[NodeFormat.PackedHeaderLength..], unpacked, out int written);
        if (!isWhole || written != length) return false;
        node = unpacked;
        return true;
    }
}
