using System.Buffers.Binary;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>The classes of the bytes of each format, as docs/FORMAT.md lays them out.</summary>
internal static class MatrixMaps
{
    private const int FrameTypeAt = 8;

    internal static string[] Definition(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "tree id");
        map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("key mode", 1), ("key length", 1),
            ("value length", 1), ("padding", 1), ("value length", 4), ("length", 1));
        map.Fields(bytes.Length - 4, ("CRC", 4));
        return map.Classes;
    }

    internal static string[] Log(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "torn tail");
        map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("number", 8), ("revision", 8), ("sequence", 8),
            ("previous hash", 32), ("previous root", 33), ("padding", 3), ("CRC", 4));
        foreach ((int offset, int length) in LogFrames(bytes))
        {
            int payload = map.Fields(offset, ("magic", 4), ("length", 4), ("type", 1), ("version", 1), ("flags", 2), ("CRC", 4),
                ("synced length", 8), ("CRC", 4));
            if (bytes[offset + FrameTypeAt] is LogFormat.NoteFrame or LogFormat.ErasedFrame)
            {
                map.Fields(payload, ("note", offset + length - payload));
                continue;
            }

            int sections = map.Fields(payload, ("magic", 8), ("revision", 8), ("sequence", 8), ("time", 8), ("incarnation", 8),
                ("previous hash", 32), ("previous root", 33), ("root", 33), ("count", 2));
            for (int at = sections; at < offset + length;)
            {
                int body = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
                at = map.Fields(at, ("type", 2), ("version", 1), ("flags", 1), ("length", 4), ("payload", body));
            }
        }

        return map.Classes;
    }

    internal static IReadOnlyList<(int Offset, int Length)> LogFrames(byte[] bytes)
    {
        var frames = new List<(int, int)>();
        for (int at = LogFormat.SegmentHeaderLength; at + LogFormat.FrameHeaderLength <= bytes.Length;)
        {
            int length = LogFormat.FrameHeaderLength + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            if (!bytes.AsSpan(at).StartsWith(LogFormat.FrameMagic) || length > bytes.Length - at) break;
            frames.Add((at, length));
            at += length;
        }

        return frames;
    }

    internal static string[] Incarnation(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "bytes");
        int at = map.Fields(0, ("magic", 8), ("version", 4), ("length", 4), ("store id", 16), ("hash", 32), ("identity", 8),
            ("count", 2));
        while (at < bytes.Length - 4)
            at = map.Fields(at, ("number", 8), ("id", 16), ("type", 1), ("time", 8), ("revision", 8), ("root", 33));
        map.Fields(at, ("CRC", 4));
        return map.Classes;
    }

    internal static string[] Erasing(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "place");
        map.Fields(0, ("magic", 8), ("version", 4), ("store id", 16), ("count", 4));
        map.Fields(bytes.Length - 4, ("CRC", 4));
        return map.Classes;
    }

    internal static string[] Seal(byte[] bytes)
    {
        var map = new MatrixMap(bytes, "padding");
        foreach ((int offset, _) in SealSlots(bytes))
        {
            if (bytes.AsSpan(offset, 8).IndexOfAnyExcept((byte)0) < 0) continue;
            map.Fields(offset, ("magic", 8), ("store id", 16), ("revision", 8), ("sequence", 8), ("number", 8), ("offset", 8), ("hash", 32),
                ("checkpoint", 8), ("version", 4), ("CRC", 4));
        }

        return map.Classes;
    }

    internal static IReadOnlyList<(int Offset, int Length)> SealSlots(byte[] bytes) =>
        [.. Enumerable.Range(0, bytes.Length / LogFormat.SealSlotLength)
            .Select(slot => (slot * LogFormat.SealSlotLength, LogFormat.SealSlotLength))];
}
