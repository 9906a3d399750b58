using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// The bodies of records of tombstones: the tag, the number of the data segment that they are about, then for each of its records that is
/// buried the offset in its place and the first revision that does not need it.
/// </summary>
internal static class Tombstones
{
    /// <summary>Writes the body of one record.</summary>
    /// <param name="target">The data segment.</param>
    /// <param name="departures">At most <see cref="NodeFormat.TombstonesMax"/>, all of places in that segment.</param>
    internal static byte[] ToBody(uint target, ReadOnlySpan<Departure> departures)
    {
        byte[] body = new byte[NodeFormat.TombstonesHeaderLength + (departures.Length * NodeFormat.TombstoneLength)];
        body[0] = NodeFormat.TombstonesTag;
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(1), target);
        Span<byte> at = body.AsSpan(NodeFormat.TombstonesHeaderLength);
        foreach (Departure departure in departures)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)departure.Place.Number);
            BinaryPrimitives.WriteInt64LittleEndian(at[sizeof(uint)..], departure.Death);
            at = at[NodeFormat.TombstoneLength..];
        }

        return body;
    }

    /// <summary>Whether a body is one of tombstones, and of which.</summary>
    /// <param name="body">The body of a whole record.</param>
    /// <param name="offset">The offset of that record.</param>
    /// <param name="run">What it is about.</param>
    internal static bool TryReadRun(ReadOnlySpan<byte> body, uint offset, out TombstoneRun run)
    {
        run = default;
        int length = body.Length - NodeFormat.TombstonesHeaderLength;
        if (length <= 0 || body[0] != NodeFormat.TombstonesTag || length % NodeFormat.TombstoneLength != 0) return false;
        run = new TombstoneRun(BinaryPrimitives.ReadUInt32LittleEndian(body[1..]), length / NodeFormat.TombstoneLength, offset);
        return true;
    }

    /// <summary>Reads one tombstone of a body.</summary>
    internal static Departure Read(ReadOnlySpan<byte> body, int index)
    {
        ReadOnlySpan<byte> at = body[(NodeFormat.TombstonesHeaderLength + (index * NodeFormat.TombstoneLength))..];
        uint target = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
        return new Departure(
            NodeSegment.PlaceOf(target, BinaryPrimitives.ReadUInt32LittleEndian(at)),
            BinaryPrimitives.ReadInt64LittleEndian(at[sizeof(uint)..]));
    }
}
