using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger issue</c>, <c>transfer</c> and <c>redeem</c>: makes, signs and adds a note.</summary>
internal sealed class NoteCommand(Screen screen, Session session, NoteKind kind)
{
    private readonly Argument<string> _issuer = new("DEBTOR") { Description = "Who owes." };
    private readonly Argument<string> _holder = new("CREDITOR") { Description = "Who is owed to." };
    private readonly Argument<string> _receiver = new("RECEIVER") { Description = "Who is owed to from now on." };
    private readonly Argument<long> _amount = new("AMOUNT") { Description = "Units, a whole number." };
    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();

    internal Command Create()
    {
        (string name, string what) = kind switch
        {
            NoteKind.Issue => ("issue", "Promise an amount: DEBTOR owes it to CREDITOR from now on. DEBTOR signs."),
            NoteKind.Transfer => ("transfer", "Hand on what DEBTOR owes CREDITOR: it owes it to RECEIVER from now on. CREDITOR signs."),
            _ => ("redeem", "Take back a promise: DEBTOR has paid CREDITOR. CREDITOR signs."),
        };
        var command = new Command(name, what) { _issuer, _holder };
        if (kind == NoteKind.Transfer) command.Add(_receiver);
        command.Add(_amount);
        command.Add(_data);
        command.Add(_json);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string home = parsed.GetRequiredValue(_data);
        string? receiver = kind == NoteKind.Transfer ? parsed.GetRequiredValue(_receiver) : null;
        var wish = new NoteWish(
            kind, parsed.GetRequiredValue(_issuer), parsed.GetRequiredValue(_holder), receiver, parsed.GetRequiredValue(_amount));
        Book book = session.Open(home, creates: false);
        if (Missing(book, wish) is { } missing) return screen.Fail(missing);
        if (!Session.Keys(home).TryOpen(wish.Signer, out PartyKey? key, out Refusal? refusal)) return screen.Fail(refusal);
        using (key)
        {
            if (!book.TryPost(wish, key, out BookReceipt? receipt, out refusal)) return screen.Fail(refusal);
            if (parsed.GetValue(_json))
                screen.Json(new { Note = receipt.Id.ToString(), receipt.Revision, Digest = receipt.Digest.ToString() });
            else
                screen.Line(receipt.Id.ToString());
        }

        return Exit.Done;
    }

    // Names come before keys: a name may be a path as long as nobody has looked.
    private static Refusal? Missing(Book book, NoteWish wish)
    {
        using BookView view = book.View();
        foreach (string? name in (string?[])[wish.Issuer, wish.Holder, wish.Receiver])
        {
            if (name is not null && (!Party.IsName(name) || view.Find(name) is null))
                return new Refusal(RefusalKind.NotFound, $"There is no party of the name {TextShown.Of(name)}.");
        }

        return null;
    }
}
