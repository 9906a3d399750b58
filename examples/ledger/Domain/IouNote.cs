using System.Buffers.Binary;

namespace BasisTrees.Examples.Ledger;

/// <summary>One change of what parties owe each other, before it is signed.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Issuer">The party that owes.</param>
/// <param name="Holder">The party that is owed to; of a transfer the one that gives.</param>
/// <param name="Receiver">The party that is owed to from now on; zero unless it is a transfer.</param>
/// <param name="Amount">Units, at least 1.</param>
/// <param name="Time">Microseconds since 1970 in UTC; later than every note before it in its pairs.</param>
/// <param name="Previous">The note before it in the pair of issuer and holder, zero for none.</param>
/// <param name="PreviousOfReceiver">The note before it in the pair of issuer and receiver; zero for none.</param>
/// <remarks>
/// It names the notes before it, so a signature counts in exactly one state of its pairs and cannot be used again. The form, big-endian:
/// kind (1 byte), issuer, holder, receiver (32 each), amount, time (8 each), previous, previous of the receiver (32 each), and behind
/// it the signature: ECDSA P-256 over the note's id, r and s of 32 bytes.
/// </remarks>
internal sealed record IouNote(
    NoteKind Kind, Label Issuer, Label Holder, Label Receiver, long Amount, long Time, Label Previous, Label PreviousOfReceiver)
{
    /// <summary>The length of the form without the signature, in bytes.</summary>
    internal const int FieldsLength = 1 + (5 * Label.Length) + (2 * sizeof(long));

    private const int AmountAt = 1 + (3 * Label.Length);
    private const int TimeAt = AmountAt + sizeof(long);
    private const int PreviousAt = TimeAt + sizeof(long);

    /// <summary>The pair that it is first about.</summary>
    internal Pair Pair => new(Issuer, Holder);

    /// <summary>The pair that a transfer adds to.</summary>
    internal Pair ReceiverPair => new(Issuer, Receiver);

    /// <summary>Whoever gives something up by it, and so has to sign.</summary>
    internal Label Signer => Kind == NoteKind.Issue ? Issuer : Holder;

    /// <summary>Its id in a ledger.</summary>
    internal Label Id(in Label ledger)
    {
        Span<byte> fields = stackalloc byte[FieldsLength];
        Write(fields);
        return LedgerHash.Note(ledger, fields);
    }

    /// <summary>The note before it in one of its pairs; zero for none.</summary>
    internal Label PreviousIn(in Pair pair) => pair == Pair ? Previous : PreviousOfReceiver;

    /// <summary>Writes the form without the signature.</summary>
    internal void Write(Span<byte> destination)
    {
        destination[0] = (byte)Kind;
        Issuer.CopyTo(destination[1..]);
        Holder.CopyTo(destination[(1 + Label.Length)..]);
        Receiver.CopyTo(destination[(1 + (2 * Label.Length))..]);
        BinaryPrimitives.WriteInt64BigEndian(destination[AmountAt..], Amount);
        BinaryPrimitives.WriteInt64BigEndian(destination[TimeAt..], Time);
        Previous.CopyTo(destination[PreviousAt..]);
        PreviousOfReceiver.CopyTo(destination[(PreviousAt + Label.Length)..]);
    }

    /// <summary>Reads the form without the signature; what the rules forbid within one note is no form.</summary>
    internal static IouNote? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != FieldsLength) return null;
        var note = new IouNote(
            (NoteKind)bytes[0],
            LabelAt(bytes, 1),
            LabelAt(bytes, 1 + Label.Length),
            LabelAt(bytes, 1 + (2 * Label.Length)),
            BinaryPrimitives.ReadInt64BigEndian(bytes[AmountAt..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[TimeAt..]),
            LabelAt(bytes, PreviousAt),
            LabelAt(bytes, PreviousAt + Label.Length));
        return NoteRules.RefusalOfForm(note) is null ? note : null;
    }

    private static Label LabelAt(ReadOnlySpan<byte> bytes, int at) => new(bytes.Slice(at, Label.Length));
}
