using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger digest</c>: the line to publish, against which counterparties check.</summary>
internal sealed class DigestCommand(Screen screen, Session session)
{
    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();

    internal Command Create()
    {
        var command = new Command("digest", "The trust string to publish: it commits to every balance and every note.") { _data, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        string trust = view.Trust.ToString();
        BookTotals totals = view.Totals;
        if (parsed.GetValue(_json))
            screen.Json(new { Trust = trust, view.Revision, Digest = view.Digest.ToString(), totals.Parties, totals.Pairs, totals.Notes });
        else
            screen.Line(trust);
        return Exit.Done;
    }
}
