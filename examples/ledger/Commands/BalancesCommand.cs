using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger balances</c>: what is owed, pair by pair.</summary>
internal sealed class BalancesCommand(Screen screen, Session session)
{
    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();
    private readonly Option<int> _limit = LedgerOptions.Limit(1000);

    internal Command Create()
    {
        var command = new Command("balances", "What every debtor owes every creditor.") { _data, _limit, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        IEnumerable<BalanceRow> rows = Rows(view).Take(Math.Max(0, parsed.GetValue(_limit)));
        if (parsed.GetValue(_json)) screen.Json(rows);
        else screen.Table(BalanceRow.Columns, rows.Select(row => row.Cells()));
        return Exit.Done;
    }

    // Each pair is listed with both of its parties; here it stands with its debtor.
    private static IEnumerable<BalanceRow> Rows(BookView view)
    {
        foreach (Party debtor in view.Parties())
        {
            foreach (Pair pair in view.PairsOf(debtor).Where(pair => pair.Issuer == debtor.Id))
                yield return BalanceRow.Of(view, pair);
        }
    }
}
