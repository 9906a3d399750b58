using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Examples.Ledger;

/// <summary>A file that proves a note to somebody who has nothing but a trust string.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Note">The note's id in hexadecimal digits.</param>
/// <param name="Revision">The revision that it was made at, to look for the right trust string; not proven.</param>
/// <param name="Digest">The digest that it is against, likewise.</param>
/// <param name="Body">The note with its signature; the value that is proven for its id commits to it.</param>
/// <param name="Proof">
/// A proof of the tree for these keys in this order: the note, its issuer, its holder, its receiver if it has one, the pair of issuer and
/// holder, the pair of issuer and receiver if there is one. Everything else that is claimed stands in it.
/// </param>
internal sealed record NoteProof(string Format, string Note, long Revision, string Digest, byte[] Body, byte[] Proof)
{
    /// <summary>What the file says it is.</summary>
    internal const string FormatName = "basis-ledger-proof-1";

    /// <summary>The longest file that is read.</summary>
    internal const int BytesMax = 1 << 20;

    /// <summary>The most keys that a proof is for.</summary>
    internal const int KeysMax = 6;

    /// <summary>Makes the proof of a note.</summary>
    /// <param name="view">The revision that it is for.</param>
    /// <param name="id">The note.</param>
    /// <param name="proof">The proof.</param>
    /// <returns>False if there is no such note.</returns>
    internal static bool TryMake(BookView view, in Label id, [NotNullWhen(true)] out NoteProof? proof)
    {
        proof = null;
        if (view.NoteOf(id) is not { } signed) return false;
        byte[] bytes = view.Prove([id, .. KeysBehind(signed.Note)]);
        proof = new NoteProof(FormatName, id.ToString(), view.Revision, view.Digest.ToString(), signed.ToBytes(), bytes);
        return true;
    }

    /// <summary>What else is looked up, in order, once a note is known.</summary>
    internal static IEnumerable<Label> KeysBehind(IouNote note)
    {
        yield return note.Issuer;
        yield return note.Holder;
        if (note.Kind == NoteKind.Transfer) yield return note.Receiver;
        yield return LedgerHash.Pair(note.Pair);
        if (note.Kind == NoteKind.Transfer) yield return LedgerHash.Pair(note.ReceiverPair);
    }
}
