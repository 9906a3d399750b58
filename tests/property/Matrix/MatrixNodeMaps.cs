using System.Buffers.Binary;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>The classes of the bytes of checkpoints and of what hangs on them, as docs/FORMAT.md lays them out.</summary>
internal static class MatrixNodeMaps
{
    private const int IndexBlockLength = 1024;

    internal static string[] Checkpoint(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "name");
        map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("revision", 8), ("sequence", 8), ("hash", 32),
            ("root", 33), ("padding", 7), ("count", 8), ("place", 8), ("mark", 16), ("number", 8), ("offset", 8), ("number", 8),
            ("time", 16), ("incarnation", 8));
        map.Fields(bytes.Length - 4, ("CRC", 4));
        return map.Classes;
    }

    internal static string[] Nodes(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "payload");
        uint runs = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(44));
        int at = map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("number", 8), ("type", 4), ("count", 4),
            ("previous number", 8), ("previous length", 8));
        for (; runs > 0; runs--) at = map.Fields(at, ("hosted", 16));
        map.Fields(at, ("CRC", 4));
        foreach ((int offset, int length) in Records(bytes))
        {
            bool isMoved = IsCompacted(bytes);
            int body = map.Fields(offset, ("CRC", 4), ("length", 4), ("birth", 8), ("place", isMoved ? 8 : 0), ("type", 1));
            if (bytes[body - 1] == EncodedNode.InternalTag)
            {
                int keyLength = offset + length - body - 1 - 64 - 16;
                map.Fields(body, ("balance", 1), ("routing key", keyLength), ("label", 64), ("place", 16));
            }
            else if (bytes[body - 1] == NodeFormat.PackedTag)
            {
                map.Fields(body, ("length", 4), ("packed leaf", offset + length - body - 4));
            }
            else if (bytes[body - 1] == NodeFormat.TombstonesTag)
            {
                map.Fields(body, ("tombstones", offset + length - body));
            }
            else if (bytes[body - 1] is NodeFormat.NoteTag or NodeFormat.ErasedTag)
            {
                map.Fields(body, ("label", 32), ("note", offset + length - body - 32));
            }
        }

        return map.Classes;
    }

    internal static IReadOnlyList<(int Offset, int Length)> Records(byte[] bytes)
    {
        var records = new List<(int, int)>();
        int header = IsCompacted(bytes) ? NodeFormat.MovedRecordHeaderLength : NodeFormat.RecordHeaderLength;
        for (int at = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)); at + header < bytes.Length;)
        {
            int length = header + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length <= header || length > bytes.Length - at) break;
            records.Add((at, length));
            at += length;
        }

        return records;
    }

    internal static string[] Index(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "payload");
        map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("number", 8), ("offset", 16), ("count", 12),
            ("length", 4), ("padding", 948));
        for (int at = IndexBlockLength; at <= bytes.Length; at += IndexBlockLength) map.Fields(at - 4, ("CRC", 4));
        return map.Classes;
    }

    internal static IReadOnlyList<(int Offset, int Length)> IndexBlocks(byte[] bytes) =>
        [.. Enumerable.Range(0, bytes.Length / IndexBlockLength).Select(block => (block * IndexBlockLength, IndexBlockLength))];

    internal static string[] Full(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "payload");
        map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("revision", 8), ("padding", 20), ("CRC", 4));
        foreach ((int offset, int length) in FullChunks(bytes))
        {
            int payload = map.Fields(offset, ("magic", 4), ("length", 4), ("type", 2), ("version", 1), ("flags", 1), ("length", 4),
                ("number", 4), ("padding", 4), ("CRC", 8));
            bool isPacked = (bytes[offset + 11] & FullFormat.PackedChunk) != 0;
            if (isPacked) map.Fields(payload, ("packed payload", offset + length - payload));
        }

        return map.Classes;
    }

    internal static IReadOnlyList<(int Offset, int Length)> FullChunks(byte[] bytes)
    {
        const int headerLength = 32;
        var chunks = new List<(int, int)>();
        for (int at = 64; at + headerLength <= bytes.Length;)
        {
            int length = headerLength + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (length < headerLength || length > bytes.Length - at) break;
            chunks.Add((at, length));
            at += length;
        }

        return chunks;
    }

    internal static string[] Reserve(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "space");
        map.Fields(0, ("magic", 8));
        return map.Classes;
    }

    private static bool IsCompacted(byte[] bytes) =>
        bytes.Length > 44 && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(40)) == NodeFormat.CompactedKind;
}
