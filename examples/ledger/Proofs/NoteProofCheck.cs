using System.Diagnostics.CodeAnalysis;
using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>Checks a proof file of any origin against a trust string, which is all that is believed. It needs no ledger.</summary>
internal sealed class NoteProofCheck
{
    private readonly Verifier _verifier;
    private readonly Label _ledger;

    private NoteProofCheck(TrustString trust)
    {
        _verifier = new Verifier(trust.Parameters);
        _ledger = LedgerHash.Ledger(trust.TreeId);
    }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="bytes">The bytes of the file.</param>
    /// <param name="trust">What is trusted.</param>
    /// <param name="proven">What is proven.</param>
    /// <param name="refusal">One sentence that says why nothing is.</param>
    internal static bool TryCheck(
        ReadOnlySpan<byte> bytes, TrustString trust, [NotNullWhen(true)] out ProvenNote? proven, [NotNullWhen(false)] out string? refusal)
    {
        proven = null;
        if (trust is not { KeyMode: KeyMode.Raw, KeyLength: Label.Length, ValueLength: null })
        {
            refusal = "The trust string is not that of a ledger: its keys are raw, of 32 bytes, and its values of any length.";
            return false;
        }

        if (bytes.Length > NoteProof.BytesMax)
        {
            refusal = $"The file has more than {NoteProof.BytesMax} bytes.";
            return false;
        }

        if (!LedgerJson.TryRead(bytes, out NoteProof? file, out refusal)) return false;
        refusal = file.Format != NoteProof.FormatName ? "It is not a proof file of a ledger."
            : file.Digest != trust.Digest.ToString() ? "The file is about another digest than the trusted one."
            : new NoteProofCheck(trust).RefusalOf(file, trust.Digest, out proven);
        return refusal is null && proven is not null;
    }

    private string? RefusalOf(NoteProof file, Digest digest, out ProvenNote? proven)
    {
        proven = null;
        if (!LedgerJson.TryReadLabel(file.Note, out Label id)) return "The file names no note.";
        if (!_verifier.TryBegin(digest, file.Proof, NoteProof.KeysMax, 0)) return "The proof is malformed or not of the trusted digest.";
        if (!TryLookUp(id, out byte[] value)) return "The proof does not show the note.";
        if (!value.AsSpan().SequenceEqual(NoteValue.Of(BookView.Bytes(id), file.Body)))
            return "The note in the file is not the proven one.";
        if (SignedNote.TryRead(file.Body) is not { } signed || signed.Note.Id(_ledger) != id)
            return "What stands under the note's id is not that note, or not one of this ledger.";
        IouNote note = signed.Note;
        var values = new List<byte[]>();
        foreach (Label key in NoteProof.KeysBehind(note))
        {
            if (!TryLookUp(key, out value)) return "The proof does not show the parties and pairs of the note.";
            values.Add(value);
        }

        if (!_verifier.TryFinish(out Digest after) || after != digest) return "The proof holds more than the note needs.";
        return RefusalOfEntries(id, signed, values, out proven);
    }

    private static string? RefusalOfEntries(in Label id, SignedNote signed, List<byte[]> values, out ProvenNote? proven)
    {
        proven = null;
        IouNote note = signed.Note;
        bool isTransfer = note.Kind == NoteKind.Transfer;
        int parties = isTransfer ? 3 : 2;
        Party? issuer = ReadParty(values[0], note.Issuer);
        Party? holder = ReadParty(values[1], note.Holder);
        Party? receiver = isTransfer ? ReadParty(values[2], note.Receiver) : null;
        PairState? state = PairState.TryRead(values[parties]);
        PairState? receiverState = isTransfer ? PairState.TryRead(values[parties + 1]) : null;
        if (issuer is null || holder is null || (isTransfer && receiver is null))
            return "A party of the note is not what its id commits to.";
        if (state is null || (isTransfer && receiverState is null)) return "What is stated of a pair is no state of a pair.";
        bool isWithin = state.Notes > 0 && state.LastTime >= note.Time && (receiverState is null || receiverState.LastTime >= note.Time);
        if (!isWithin) return "The state of a pair is older than the note.";
        var found = new ProvenNote(id, note, issuer, holder, receiver, state, receiverState);
        if (!PartyKey.Verify(found.Signer.Point, id, signed.Signature)) return $"The note is not signed by {found.Signer.Name}.";
        proven = found;
        return null;
    }

    // An id is the hash of a public key, so a party with another key has another id.
    private static Party? ReadParty(byte[] value, in Label id) => Party.TryRead(value) is { } party && party.Id == id ? party : null;

    private bool TryLookUp(in Label key, out byte[] value)
    {
        bool isThere = _verifier.Apply(Operation.Lookup(BookView.Bytes(key))) == Outcome.Present;
        value = isThere ? _verifier.OldValue.ToArray() : [];
        return isThere;
    }
}
