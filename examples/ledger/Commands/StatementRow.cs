using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>One note of a statement, for a person or a program.</summary>
internal sealed record StatementRow(string Time, string Debtor, string Creditor, string What, long Change, string Note)
{
    /// <summary>The headings of a table of them.</summary>
    internal static IReadOnlyList<string> Columns { get; } = ["time", "debtor", "creditor", "what", "#change", "note"];

    /// <summary>Its cells.</summary>
    internal IReadOnlyList<string> Cells() => [Time, Debtor, Creditor, What, Change.ToString("+0;-0", CultureInfo.InvariantCulture), Note];

    /// <summary>Reads a note as one of its pairs sees it.</summary>
    internal static StatementRow Of(BookView view, in Pair pair, in Label id, IouNote note)
    {
        bool isReceived = note.Kind == NoteKind.Transfer && pair == note.ReceiverPair;
        string what = (note.Kind, isReceived) switch
        {
            (NoteKind.Issue, _) => "issued",
            (NoteKind.Redemption, _) => "redeemed",
            (_, true) => $"received from {BalanceRow.NameOf(view, note.Holder)}",
            _ => $"handed to {BalanceRow.NameOf(view, note.Receiver)}",
        };
        long change = note.Kind == NoteKind.Issue || isReceived ? note.Amount : -note.Amount;
        return new StatementRow(
            TextShown.Time(note.Time), BalanceRow.NameOf(view, pair.Issuer), BalanceRow.NameOf(view, pair.Holder), what, change,
            id.ToString());
    }
}
