using System.Buffers.Binary;
using System.Numerics;

namespace BasisTrees.Persistence;

/// <summary>CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor all ones (RFC 3720, appendix B.4).</summary>
internal static class Crc32C
{
    internal static uint Compute(ReadOnlySpan<byte> bytes) => Finish(Append(Start, bytes));

    /// <summary>The state before the first byte.</summary>
    internal const uint Start = 0xFFFF_FFFF;

    internal static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte b in bytes) state = BitOperations.Crc32C(state, b);
        return state;
    }

    internal static uint Finish(uint state) => ~state;
}
