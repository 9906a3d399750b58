using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// Makes up notes that keep the rules: everybody deals with some neighbours, promises mostly, hands on and redeems sometimes.
/// </summary>
internal sealed class NotePlanner
{
    private const int Neighbours = 20;
    private const int AmountMax = 10_000;
    private const int IssuePercent = 70;
    private const int TransferPercent = 15;
    private const long FirstTime = 1_767_225_600_000_000; // 2026-01-01
    private const long Step = 1_000;

    private readonly Dice _dice;
    private readonly Label[] _parties;
    private long _time = FirstTime;

    /// <summary>Takes up a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="parties">The ids of the parties.</param>
    internal NotePlanner(GeneratorPlan plan, Label[] parties)
    {
        _dice = new Dice(plan.Seed);
        _parties = parties;
    }

    /// <summary>The name of a generated party.</summary>
    internal static string NameOf(long seed, int n) => string.Create(CultureInfo.InvariantCulture, $"g{seed}-{n:00000}");

    /// <summary>Makes up the next note.</summary>
    /// <param name="draft">What has come before; the note is not added to it.</param>
    internal IouNote Next(BookDraft draft)
    {
        int issuer = _dice.Next(_parties.Length);
        int near = 1 + _dice.Next(Neighbours);
        var pair = new Pair(_parties[issuer], At(issuer + near));
        PairState state = draft.StateOf(pair);
        int percent = _dice.Next(100);
        int amount = 1 + _dice.Next(AmountMax);
        _time += Step;
        if (percent < IssuePercent || state.Owed == 0)
            return new IouNote(NoteKind.Issue, pair.Issuer, pair.Holder, default, amount, _time, state.LastNote, default);
        long part = Math.Min(amount, state.Owed);
        if (percent >= IssuePercent + TransferPercent)
            return new IouNote(NoteKind.Redemption, pair.Issuer, pair.Holder, default, part, _time, state.LastNote, default);
        int other = 1 + ((near + _dice.Next(Neighbours - 1)) % Neighbours); // another neighbour than the holder
        Label receiver = At(issuer + other);
        PairState received = draft.StateOf(new Pair(pair.Issuer, receiver));
        return new IouNote(NoteKind.Transfer, pair.Issuer, pair.Holder, receiver, part, _time, state.LastNote, received.LastNote);
    }

    private Label At(int n) => _parties[n % _parties.Length];
}
