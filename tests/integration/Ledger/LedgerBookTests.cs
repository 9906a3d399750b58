using BasisTrees.Examples.Ledger;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The rules of the ledger example, against a model that is nothing but sums.</summary>
public sealed class LedgerBookTests : IDisposable
{
    private readonly LedgerBook _ledger = new(5);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Balances_are_those_of_a_model_whatever_is_tried()
    {
        var dice = new Random(4711);
        var owed = new Dictionary<(int, int), long>();
        int done = 0;
        for (int i = 0; i < 600; i++)
        {
            int issuer = dice.Next(5), holder = dice.Next(5), receiver = dice.Next(5);
            long amount = dice.Next(-1, 60);
            var kind = (NoteKind)dice.Next(1, 4);
            bool isTransfer = kind == NoteKind.Transfer;
            long before = owed.GetValueOrDefault((issuer, holder));
            bool expected = amount > 0 && issuer != holder && (kind == NoteKind.Issue || amount <= before)
                && (!isTransfer || (receiver != issuer && receiver != holder));
            bool posted = _ledger.TryPost(kind, issuer, holder, isTransfer ? receiver : null, amount, out Refusal? refusal);
            Assert.True(expected == posted, $"step {i}: {refusal?.Sentence}");
            if (!posted) continue;
            done++;
            owed[(issuer, holder)] = kind == NoteKind.Issue ? before + amount : before - amount;
            if (isTransfer) owed[(issuer, receiver)] = owed.GetValueOrDefault((issuer, receiver)) + amount;
        }

        Assert.InRange(done, 100, 500);
        using BookView view = _ledger.Book.View();
        foreach (((int issuer, int holder), long sum) in owed)
            Assert.Equal(sum, view.StateOf(new Pair(_ledger.Keys[issuer].Id, _ledger.Keys[holder].Id)).Owed);
        Assert.Equal(done, view.Totals.Notes);
        AuditReport report = Audit.Run(view, checksSignatures: true);
        Assert.Empty(report.Findings);
        Assert.Equal(done, report.Notes);
        Assert.Equal(done, report.Signatures);
    }

    [Fact]
    public void A_note_counts_once_in_one_ledger_and_only_as_it_was_signed()
    {
        Assert.True(_ledger.TryPost(NoteKind.Issue, 0, 1, null, 100, out _));
        SignedNote redemption = _ledger.Sign(_ledger.Make(NoteKind.Redemption, 0, 1, null, 10), 1);
        SignedNote transfer = _ledger.Sign(_ledger.Make(NoteKind.Transfer, 0, 1, 2, 30), 1);
        Refuse(redemption with { Note = redemption.Note with { Amount = 100 } }, "The signature is not by p1");
        Refuse(redemption with { Note = redemption.Note with { Time = redemption.Note.Time + 1 } }, "The signature is not by p1");
        Refuse(_ledger.Sign(redemption.Note, 0), "The signature is not by p1"); // the debtor cannot forgive itself
        Refuse(redemption with { Signature = new byte[64] }, "The signature is not by p1");
        Refuse(redemption with { Signature = [] }, "The signature is not by p1");
        Assert.True(_ledger.Book.TryAdd(redemption, out _, out _));
        Refuse(redemption, "another note has come before it");
        Refuse(transfer, "another note has come before it");
        using var other = new LedgerBook(5);
        Assert.True(other.TryPost(NoteKind.Issue, 0, 1, null, 100, out _));
        IouNote foreign = other.Make(NoteKind.Redemption, 0, 1, null, 10);
        SignedNote moved = _ledger.Sign(_ledger.Make(NoteKind.Redemption, 0, 1, null, 10) with { Previous = foreign.Previous }, 1);
        Assert.False(other.Book.TryAdd(moved, out _, out Refusal? refusal));
        Assert.Contains("The signature is not by p1", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_goes_on_within_a_pair_whatever_the_clock_does()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(_ledger.TryPost(NoteKind.Issue, 0, 1, null, 1, out _)); // the clock stands still
            _ledger.Clock.Advance(TimeSpan.FromHours(-1));
        }

        using BookView view = _ledger.Book.View();
        long[] times = [.. view.History(new Pair(_ledger.Keys[0].Id, _ledger.Keys[1].Id)).Select(note => note.Value.Note.Time)];
        Assert.Equal(3, times.Distinct().Count());
        Assert.Equal(times.OrderDescending(), times);
        IouNote late = _ledger.Make(NoteKind.Issue, 0, 1, null, 1);
        Refuse(_ledger.Sign(late with { Time = times[0] }, 0), "not later than the last one");
    }

    [Fact]
    public void Many_threads_write_one_ledger()
    {
        Parallel.For(0, 4, writer =>
        {
            using var key = PartyKey.Generated(0, writer);
            for (int i = 0; i < 25; i++)
            {
                var wish = new NoteWish(NoteKind.Issue, $"p{writer}", "p4", null, 1);
                Assert.True(_ledger.Book.TryPost(wish, key, out _, out Refusal? refusal), refusal?.Sentence);
            }
        });
        using BookView view = _ledger.Book.View();
        Assert.Equal(100, view.Totals.Notes);
        Assert.Empty(Audit.Run(view, checksSignatures: true).Findings);
    }

    [Fact]
    public void An_audit_finds_what_was_slipped_past_the_rules()
    {
        Assert.True(_ledger.TryPost(NoteKind.Issue, 0, 1, null, 100, out _));
        var pair = new Pair(_ledger.Keys[0].Id, _ledger.Keys[1].Id);
        PairState state;
        using (BookView view = _ledger.Book.View()) state = view.StateOf(pair);
        Operation[] fraud = [Operation.Update(BookView.Bytes(LedgerHash.Pair(pair)), (state with { Issued = 1000 }).ToBytes())];
        Assert.Equal(CommitOutcome.Committed, _ledger.Book.Store.Commit(new Batch(fraud)).Outcome);
        using BookView after = _ledger.Book.View();
        string finding = Assert.Single(Audit.Run(after, checksSignatures: false).Findings);
        Assert.Contains("p0:p1: the notes come to", finding, StringComparison.Ordinal);
    }

    private void Refuse(SignedNote note, string sentence)
    {
        Digest before = _ledger.Book.Store.Head.Digest;
        Assert.False(_ledger.Book.TryAdd(note, out _, out Refusal? refusal));
        Assert.Contains(sentence, refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(before, _ledger.Book.Store.Head.Digest);
    }
}
