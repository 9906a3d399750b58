namespace BasisTrees.Persistence;

/// <summary>A note as a record of the files of notes holds it: a tag, the commitment, and the note as the log has it.</summary>
internal static class NoteRecord
{
    private const int PayloadAt = 1 + Label.Length;

    internal static byte[] Of(in Label commitment, ReadOnlySpan<byte> payload, bool isErased)
    {
        byte[] record = new byte[PayloadAt + payload.Length];
        record[0] = isErased ? NodeFormat.ErasedTag : NodeFormat.NoteTag;
        commitment.CopyTo(record.AsSpan(1));
        payload.CopyTo(record.AsSpan(PayloadAt));
        return record;
    }

    internal static bool MayHaveLength(int length) =>
        length > PayloadAt + NotePayload.PrefixLength && length <= PayloadAt + NotePayload.LengthMax;

    /// <summary>The commitment under which bytes belong that may be anything; the body of a note must be the one it commits to.</summary>
    internal static bool TryLabel(ReadOnlySpan<byte> record, out Label commitment)
    {
        commitment = default;
        if (!MayHaveLength(record.Length)) return false;
        var stated = new Label(record.Slice(1, Label.Length));
        bool isRight = record[0] switch
        {
            NodeFormat.NoteTag => NotePayload.CommitmentOf(record[PayloadAt..]) == stated,
            NodeFormat.ErasedTag => NotePayload.TryRead(record[PayloadAt..], out _, out ReadOnlySpan<byte> body)
                && !body.ContainsAnyExcept((byte)0),
            _ => false,
        };
        if (isRight) commitment = stated;
        return isRight;
    }

    /// <summary>Whether a whole record is of a note whose body is there.</summary>
    internal static bool HasBody(ReadOnlySpan<byte> record) => record[0] == NodeFormat.NoteTag;

    /// <summary>The same record without the body.</summary>
    internal static byte[] Erased(ReadOnlySpan<byte> record) =>
        Of(new Label(record.Slice(1, Label.Length)), NotePayload.Erased(record[PayloadAt..]), isErased: true);

    /// <summary>The note as the log has it.</summary>
    internal static ReadOnlyMemory<byte> PayloadOf(ReadOnlyMemory<byte> record) => record[PayloadAt..];
}
