namespace BasisTrees.Examples.Ledger;

/// <summary>What a proof file has proven against a trust string.</summary>
/// <param name="Id">The note's id.</param>
/// <param name="Note">The note; its signature is by whoever had to sign.</param>
/// <param name="Issuer">Who owes.</param>
/// <param name="Holder">Who is owed to, or gave.</param>
/// <param name="Receiver">Who received it, of a transfer.</param>
/// <param name="State">What the issuer owes the holder at the digest.</param>
/// <param name="ReceiverState">What the issuer owes the receiver at the digest, of a transfer.</param>
internal sealed record ProvenNote(
    Label Id, IouNote Note, Party Issuer, Party Holder, Party? Receiver, PairState State, PairState? ReceiverState)
{
    /// <summary>Whoever signed.</summary>
    internal Party Signer => Note.Kind == NoteKind.Issue ? Issuer : Holder;
}
