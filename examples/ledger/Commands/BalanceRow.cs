using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>What one party owes another one, for a person or a program.</summary>
internal sealed record BalanceRow(
    string Debtor, string Creditor, long Owed, long Issued, long Received, long Transferred, long Redeemed, long Notes)
{
    /// <summary>The headings of a table of them.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        ["debtor", "creditor", "#owed", "#issued", "#received", "#transferred", "#redeemed", "#notes"];

    /// <summary>Its cells.</summary>
    internal IReadOnlyList<string> Cells() =>
        [Debtor, Creditor, Say(Owed), Say(Issued), Say(Received), Say(Transferred), Say(Redeemed), Say(Notes)];

    /// <summary>Reads a pair.</summary>
    internal static BalanceRow Of(BookView view, in Pair pair)
    {
        PairState state = view.StateOf(pair);
        return new BalanceRow(
            NameOf(view, pair.Issuer), NameOf(view, pair.Holder), state.Owed, state.Issued, state.Received, state.Transferred,
            state.Redeemed, state.Notes);
    }

    /// <summary>The name of a party.</summary>
    internal static string NameOf(BookView view, in Label id) => view.PartyOf(id)?.Name ?? id.ToString();

    private static string Say(long number) => number.ToString(CultureInfo.InvariantCulture);
}
