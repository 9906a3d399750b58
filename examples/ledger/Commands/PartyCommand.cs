using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger party</c>: makes and lists parties.</summary>
internal sealed class PartyCommand(Screen screen, Session session)
{
    private readonly Argument<string> _name = new("NAME") { Description = "Letters, digits, dots, underscores and hyphens." };
    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();

    internal Command Create()
    {
        var make = new Command("new", "Make a key and a party; the ledger is made if there is none.") { _name, _data, _json };
        make.SetAction(Make);
        var list = new Command("list", "List the parties.") { _data, _json };
        list.SetAction(List);
        return new Command("party", "Parties: whoever owes or is owed to.") { make, list };
    }

    private int Make(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_name);
        string home = parsed.GetRequiredValue(_data);
        if (!Party.IsName(name))
        {
            return screen.Fail(Refusal.Rule(
                $"{TextShown.Of(name)} is no name: it has 1 to {Party.NameLengthMax} letters, digits, dots, underscores and hyphens."));
        }

        Book book = session.Open(home, creates: true);
        using (BookView view = book.View())
        {
            if (view.Find(name) is not null) return screen.Fail(Refusal.Rule($"There is a party {name} already."));
        }

        if (!Session.Keys(home).TryMake(name, out PartyKey? key, out Refusal? refusal)) return screen.Fail(refusal);
        using (key)
        {
            if (!book.TryAdd(name, key.Point, out BookReceipt? receipt, out refusal)) return screen.Fail(refusal);
            if (parsed.GetValue(_json))
                screen.Json(new { Name = name, Id = receipt.Id.ToString(), receipt.Revision, Digest = receipt.Digest.ToString() });
            else
                screen.Line($"{name} is {receipt.Id}");
        }

        return Exit.Done;
    }

    private int List(ParseResult parsed)
    {
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        IEnumerable<string[]> rows = view.Parties().Select(party => (string[])[party.Name, party.Id.ToString(), $"{party.Pairs}"]);
        if (parsed.GetValue(_json)) screen.Json(view.Parties().Select(party => new { party.Name, Id = party.Id.ToString(), party.Pairs }));
        else screen.Table(["party", "id", "#pairs"], rows);
        return Exit.Done;
    }
}
