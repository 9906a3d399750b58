using System.Text;
using BasisTrees.Examples.Ledger;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The proof of a note holds for what it says and for nothing else, whatever is done to it.</summary>
public sealed class LedgerProofTests : IDisposable
{
    private readonly LedgerBook _ledger = new(4);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void A_changed_file_proves_nothing_else()
    {
        Fill();
        using BookView view = _ledger.Book.View();
        Label id = view.History(new Pair(_ledger.Keys[0].Id, _ledger.Keys[2].Id)).First().Key; // a transfer: everything a proof can hold
        byte[] file = FileOf(view, id);
        Assert.True(NoteProofCheck.TryCheck(file, view.Trust, out ProvenNote? proven, out string? refusal), refusal);
        Assert.Equal("p2", proven.Receiver?.Name);
        Assert.Equal("p1", proven.Signer.Name);
        Assert.Equal(30, proven.ReceiverState?.Owed);
        int held = 0;
        var dice = new Random(99);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)(1 << dice.Next(8));
            if (!NoteProofCheck.TryCheck(changed, view.Trust, out ProvenNote? other, out string? sentence))
            {
                Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                continue;
            }

            // The revision is not part of what is proven, and blanks and the case of digits say nothing.
            held++;
            Assert.Equal((proven.Id, proven.Note), (other.Id, other.Note));
            Assert.Equal((proven.State, proven.ReceiverState), (other.State, other.ReceiverState));
        }

        Assert.InRange(held, 0, 200);
        for (int length = 0; length < file.Length - 2; length += 7)
            Assert.False(NoteProofCheck.TryCheck(file.AsSpan(0, length), view.Trust, out _, out _));
        Assert.False(NoteProofCheck.TryCheck(new byte[NoteProof.BytesMax + 1], view.Trust, out _, out _));
    }

    [Fact]
    public void Nothing_is_proven_against_another_digest_ledger_or_kind_of_tree()
    {
        Fill();
        using BookView view = _ledger.Book.View();
        byte[] file = FileOf(view, view.History(new Pair(_ledger.Keys[0].Id, _ledger.Keys[1].Id)).First().Key);
        TrustString trust = view.Trust;
        Assert.True(NoteProofCheck.TryCheck(file, trust, out _, out _));
        TrustString[] others =
        [
            new("another", 32, null, KeyMode.Raw, trust.Digest),
            new(trust.TreeId, 32, null, KeyMode.Hashed, trust.Digest),
            new(trust.TreeId, 32, 81, KeyMode.Raw, trust.Digest),
            new(trust.TreeId, 31, null, KeyMode.Raw, trust.Digest),
            new(trust.TreeId, 32, null, KeyMode.Raw, new Digest(trust.Digest.Root, (byte)(trust.Digest.Height + 1))),
        ];
        Assert.All(others, other => Assert.False(NoteProofCheck.TryCheck(file, other, out _, out _), other.ToString()));
    }

    [Fact]
    public void A_ledger_that_kept_a_claimsignature_proves_nothing_with_it()
    {
        Fill();
        Label id;
        using (BookView view = _ledger.Book.View())
        {
            // Whoever keeps the ledger can write what it likes into the tree; it cannot sign.
            IouNote claim = _ledger.Make(NoteKind.Redemption, 0, 1, null, 1);
            id = claim.Id(view.Ledger);
            var draft = new BookDraft(view);
            Assert.Null(draft.Add(claim));
            Batch batch = draft.ToBatch([_ledger.Keys[0].Sign(id)]);
            Assert.Equal(CommitOutcome.Committed, _ledger.Book.Store.Commit(batch).Outcome);
        }

        using BookView after = _ledger.Book.View();
        Assert.False(NoteProofCheck.TryCheck(FileOf(after, id), after.Trust, out _, out string? refusal));
        Assert.Equal("The note is not signed by p1.", refusal);
        Assert.Contains("is not signed by p1", Assert.Single(Audit.Run(after, checksSignatures: true).Findings), StringComparison.Ordinal);
    }

    private void Fill()
    {
        Assert.True(_ledger.TryPost(NoteKind.Issue, 0, 1, null, 100, out _));
        Assert.True(_ledger.TryPost(NoteKind.Transfer, 0, 1, 2, 30, out _));
        Assert.True(_ledger.TryPost(NoteKind.Issue, 3, 1, null, 5, out _));
    }

    private static byte[] FileOf(BookView view, in Label id)
    {
        Assert.True(NoteProof.TryMake(view, id, out NoteProof? proof));
        return Encoding.UTF8.GetBytes(LedgerJson.Write(proof));
    }
}
