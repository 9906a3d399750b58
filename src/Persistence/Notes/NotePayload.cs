using System.Buffers.Binary;

namespace BasisTrees.Persistence;

/// <summary>
/// A note as it is written down, in the log and in the files of notes: u32 length of the id, the id, the body. Of an erased one the body is
/// zeros of the same length.
/// </summary>
internal static class NotePayload
{
    /// <summary>The bytes before the id.</summary>
    internal const int PrefixLength = sizeof(uint);

    /// <summary>The longest payload.</summary>
    internal const int LengthMax = PrefixLength + IdLengthMax + Note.BodyLengthMax;

    private const int IdLengthMax = 65_536;

    internal static byte[] Of(ReadOnlySpan<byte> id, ReadOnlySpan<byte> body)
    {
        byte[] payload = new byte[PrefixLength + id.Length + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, id.Length);
        id.CopyTo(payload.AsSpan(PrefixLength));
        body.CopyTo(payload.AsSpan(PrefixLength + id.Length));
        return payload;
    }

    /// <summary>Finds the two parts of bytes that may be anything.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> body)
    {
        id = body = default;
        if (payload.Length < PrefixLength) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (length == 0 || length > IdLengthMax || length > payload.Length - PrefixLength) return false;
        id = payload.Slice(PrefixLength, (int)length);
        body = payload[(PrefixLength + (int)length)..];
        return true;
    }

    /// <summary>The commitment to the note in bytes that may be anything; null if they are no note.</summary>
    internal static Label? CommitmentOf(ReadOnlySpan<byte> payload) =>
        TryRead(payload, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> body) ? NoteValue.CommitmentOf(id, body) : null;

    /// <summary>The same note without its body.</summary>
    internal static byte[] Erased(ReadOnlySpan<byte> payload)
    {
        byte[] erased = payload.ToArray();
        if (!TryRead(payload, out _, out ReadOnlySpan<byte> body)) throw new ArgumentException("A note was expected.", nameof(payload));
        erased.AsSpan(erased.Length - body.Length).Clear();
        return erased;
    }
}
