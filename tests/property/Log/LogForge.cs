using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Makes frames that are valid where they stand, for tests of what recovery makes of them.</summary>
internal static class LogForge
{
    internal static readonly StoreId StoreId = new("0123456789abcdef"u8);

    internal static byte[] Frame(byte[] payload, long offset, long syncedLength, byte type = LogFormat.RecordFrame, ushort flags = 0)
    {
        byte[] frame = new byte[LogFormat.FrameHeaderLength + payload.Length];
        var header = new FrameHeader(payload.Length, type, 1, flags, Crc32C.Compute(payload), syncedLength);
        header.Write(frame, new SegmentPlace(StoreId, 1), offset);
        payload.CopyTo(frame, LogFormat.FrameHeaderLength);
        return frame;
    }

    /// <summary>A record's payload with one section more.</summary>
    internal static byte[] WithSection(byte[] payload, ushort type, byte flags)
    {
        byte[] section = [(byte)type, (byte)(type >> 8), 1, flags, 3, 0, 0, 0, 7, 8, 9];
        byte[] longer = [.. payload, .. section];
        longer[138]++;
        return longer;
    }

    /// <summary>The payloads of the frames of a segment.</summary>
    internal static List<(long Offset, byte[] Payload)> Payloads(byte[] segment)
    {
        var payloads = new List<(long, byte[])>();
        for (int at = LogFormat.SegmentHeaderLength; at < segment.Length;)
        {
            int start = at + LogFormat.FrameHeaderLength;
            int length = BitConverter.ToInt32(segment, at + 4);
            payloads.Add((at, segment[start..(start + length)]));
            at = start + length;
        }

        return payloads;
    }
}
