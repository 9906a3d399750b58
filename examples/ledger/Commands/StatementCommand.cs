using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger statement</c>: the notes of a party or a pair, each compared with the hash that names it.</summary>
internal sealed class StatementCommand(Screen screen, Session session)
{
    private readonly Argument<string> _whose = new("PARTY|PAIR")
    {
        Description = "A party, or a pair as DEBTOR:CREDITOR.",
    };

    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();
    private readonly Option<int> _limit = LedgerOptions.Limit(100);

    internal Command Create()
    {
        var command = new Command("statement", "The notes of a party or of a pair, newest first.") { _whose, _data, _limit, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string[] names = parsed.GetRequiredValue(_whose).Split(':', 2);
        int limit = Math.Max(0, parsed.GetValue(_limit));
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        var parties = new List<Party>();
        foreach (string name in names)
        {
            if (!Party.IsName(name) || view.Find(name) is not { } party)
                return screen.Fail(new Refusal(RefusalKind.NotFound, $"There is no party of the name {TextShown.Of(name)}."));
            parties.Add(party);
        }

        Pair[] pairs = parties.Count == 2 ? [new Pair(parties[0].Id, parties[1].Id)] : [.. view.PairsOf(parties[0])];
        StatementRow[] notes = [.. Newest(view, pairs, limit)];
        BalanceRow[] balances = [.. pairs.Select(pair => BalanceRow.Of(view, pair))];
        if (parsed.GetValue(_json))
        {
            screen.Json(new { view.Revision, Digest = view.Digest.ToString(), Balances = balances, Notes = notes });
            return Exit.Done;
        }

        screen.Table(BalanceRow.Columns, balances.Select(row => row.Cells()));
        screen.Table(StatementRow.Columns, notes.Select(row => row.Cells()));
        return Exit.Done;
    }

    // Every pair has its notes newest first; of all pairs together the newest are taken one by one.
    private static IEnumerable<StatementRow> Newest(BookView view, Pair[] pairs, int limit)
    {
        var heads = new PriorityQueue<(Pair Pair, IEnumerator<KeyValuePair<Label, SignedNote>> Notes), long>();
        foreach (Pair pair in pairs) Advance(heads, pair, view.History(pair).GetEnumerator());
        for (int i = 0; i < limit && heads.TryDequeue(out (Pair Pair, IEnumerator<KeyValuePair<Label, SignedNote>> Notes) next, out _); i++)
        {
            (Label id, SignedNote signed) = next.Notes.Current;
            yield return StatementRow.Of(view, next.Pair, id, signed.Note);
            Advance(heads, next.Pair, next.Notes);
        }
    }

    private static void Advance(
        PriorityQueue<(Pair Pair, IEnumerator<KeyValuePair<Label, SignedNote>> Notes), long> heads,
        Pair pair,
        IEnumerator<KeyValuePair<Label, SignedNote>> notes)
    {
        if (notes.MoveNext()) heads.Enqueue((pair, notes), -notes.Current.Value.Note.Time);
    }
}
