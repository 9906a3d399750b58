using System.Diagnostics.CodeAnalysis;
using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>A ledger of IOU notes in a store: what is written in it, it has checked.</summary>
/// <param name="store">The store; whoever opened it closes it.</param>
/// <param name="time">The clock that dates notes.</param>
/// <remarks>Any thread may use it. Every change is one batch that is committed only in the state that it was computed from.</remarks>
internal sealed class Book(TreeStore store, TimeProvider time)
{
    /// <summary>The longest value that a ledger has.</summary>
    internal const int ValueLengthMax = 1024;

    private const int AttemptsMax = 16;

    private readonly Lock _writing = new();

    /// <summary>The store.</summary>
    internal TreeStore Store => store;

    /// <summary>The newest revision, for reading; the caller disposes of it.</summary>
    internal BookView View() => new(store.Snapshot());

    /// <summary>Adds a party.</summary>
    internal bool TryAdd(
        string name, byte[] point, [NotNullWhen(true)] out BookReceipt? receipt, [NotNullWhen(false)] out Refusal? refusal)
    {
        var party = new Party(name, point, 0);
        return TryCommit(draft => draft.Add(party), [], party.Id, out receipt, out refusal);
    }

    /// <summary>Adds a note that was signed, wherever that was.</summary>
    internal bool TryAdd(SignedNote note, [NotNullWhen(true)] out BookReceipt? receipt, [NotNullWhen(false)] out Refusal? refusal)
    {
        receipt = null;
        Label id;
        using (BookView view = View())
        {
            id = note.Note.Id(view.Ledger);
            Party? signer = view.PartyOf(note.Note.Signer);
            refusal = signer is null ? new Refusal(RefusalKind.NotFound, $"There is no party {note.Note.Signer}.")
                : PartyKey.Verify(signer.Point, id, note.Signature) ? null
                : Refusal.Rule($"The signature is not by {signer.Name}, who gives something up by this note.");
        }

        return refusal is null && TryCommit(draft => draft.Add(note.Note), [note.Signature], id, out receipt, out refusal);
    }

    /// <summary>Makes, signs and adds a note.</summary>
    /// <param name="wish">What it is to do.</param>
    /// <param name="key">The key of whoever has to sign.</param>
    /// <param name="receipt">What was committed.</param>
    /// <param name="refusal">Why nothing was.</param>
    internal bool TryPost(
        NoteWish wish, PartyKey key, [NotNullWhen(true)] out BookReceipt? receipt, [NotNullWhen(false)] out Refusal? refusal)
    {
        receipt = null;

        // A note names the one before it, so of two that are made at the same time the later one would be refused.
        lock (_writing)
        {
            SignedNote note;
            using (BookView view = View())
            {
                if (!TryMake(view, wish, out IouNote? made, out refusal)) return false;
                note = new SignedNote(made, key.Sign(made.Id(view.Ledger)));
            }

            return TryAdd(note, out receipt, out refusal);
        }
    }

    private bool TryMake(BookView view, NoteWish wish, [NotNullWhen(true)] out IouNote? note, [NotNullWhen(false)] out Refusal? refusal)
    {
        note = null;
        if (!TryFind(view, wish.Issuer, out Label issuer, out refusal) || !TryFind(view, wish.Holder, out Label holder, out refusal))
            return false;
        Label receiver = default;
        if (wish.Receiver is { } name && !TryFind(view, name, out receiver, out refusal)) return false;
        PairState first = view.StateOf(new Pair(issuer, holder));
        PairState second = wish.Receiver is null ? PairState.None : view.StateOf(new Pair(issuer, receiver));
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        long dated = Math.Max(now, Math.Max(first.LastTime, second.LastTime) + 1); // whatever the clock does, time goes on
        note = new IouNote(wish.Kind, issuer, holder, receiver, wish.Amount, dated, first.LastNote, second.LastNote);
        refusal = NoteRules.RefusalOfForm(note) is { } malformed ? Refusal.Rule(malformed) : null;
        return refusal is null;
    }

    private static bool TryFind(BookView view, string name, out Label id, [NotNullWhen(false)] out Refusal? refusal)
    {
        Party? party = Party.IsName(name) ? view.Find(name) : null;
        id = party?.Id ?? default;
        refusal = party is null ? new Refusal(RefusalKind.NotFound, "There is no party of the name " + TextShown.Of(name) + ".") : null;
        return refusal is null;
    }

    private bool TryCommit(
        Func<BookDraft, Refusal?> add,
        IReadOnlyList<byte[]> signatures,
        Label id,
        [NotNullWhen(true)] out BookReceipt? receipt,
        [NotNullWhen(false)] out Refusal? refusal)
    {
        receipt = null;
        for (int attempt = 0; attempt < AttemptsMax; attempt++)
        {
            using BookView view = View();
            var draft = new BookDraft(view);
            refusal = add(draft);
            if (refusal is not null) return false;
            CommitResult result = store.Commit(draft.ToBatch(signatures));
            if (result.Outcome == CommitOutcome.Conflict) continue; // somebody else was first: everything is checked again
            refusal = RefusalOf(result);
            if (refusal is not null) return false;
            receipt = new BookReceipt(id, result.Revision, result.After);
            return true;
        }

        refusal = new Refusal(RefusalKind.Conflict, "Others change the ledger all the time; try again.");
        return false;
    }

    /// <summary>Why a batch was not committed, or null if it was.</summary>
    internal static Refusal? RefusalOf(CommitResult result) => result.Outcome switch
    {
        CommitOutcome.Committed => null,
        CommitOutcome.Conflict => new Refusal(RefusalKind.Conflict, result.Explanation ?? "The ledger has changed."),
        CommitOutcome.NoSpace or CommitOutcome.QueueFull => new Refusal(RefusalKind.Unavailable, result.Explanation ?? "Not now."),
        _ => Refusal.Rule(result.Explanation ?? "The batch was refused."),
    };
}
