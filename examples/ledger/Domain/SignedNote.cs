namespace BasisTrees.Examples.Ledger;

/// <summary>A note and the signature of whoever gives something up by it.</summary>
/// <param name="Note">The note.</param>
/// <param name="Signature">ECDSA P-256 over the note's id, r then s, 64 bytes.</param>
internal sealed record SignedNote(IouNote Note, byte[] Signature)
{
    /// <summary>The length of its form in bytes.</summary>
    internal const int Length = IouNote.FieldsLength + PartyKey.SignatureLength;

    /// <summary>Its form: the note, then the signature.</summary>
    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        Note.Write(bytes);
        Signature.CopyTo(bytes, IouNote.FieldsLength);
        return bytes;
    }

    /// <summary>Reads its form; nothing is said about the signature.</summary>
    internal static SignedNote? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length || IouNote.TryRead(bytes[..IouNote.FieldsLength]) is not { } note) return null;
        return new SignedNote(note, bytes[IouNote.FieldsLength..].ToArray());
    }
}
