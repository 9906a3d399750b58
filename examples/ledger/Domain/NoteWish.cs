namespace BasisTrees.Examples.Ledger;

/// <summary>A note that somebody wants to make, by names.</summary>
/// <param name="Kind">What it is to do.</param>
/// <param name="Issuer">Who owes.</param>
/// <param name="Holder">Who is owed to.</param>
/// <param name="Receiver">Whom a transfer goes to; else null.</param>
/// <param name="Amount">Units.</param>
internal sealed record NoteWish(NoteKind Kind, string Issuer, string Holder, string? Receiver, long Amount)
{
    /// <summary>Who has to sign.</summary>
    internal string Signer => Kind == NoteKind.Issue ? Issuer : Holder;
}
