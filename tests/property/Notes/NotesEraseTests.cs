using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.NotesBench;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Erasing the body of a note: no file of the store has its bytes any more, and everything else is what it was.</summary>
public sealed class NotesEraseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Erased_bytes_are_in_no_file(bool isHashed)
    {
        SimDisk disk = NewDisk(isHashed ? Hashed : Padded);
        Note secret = Note("a", 7777, 3000);
        Note other = Note("b", 8888, 3000);
        Digest digest;
        using (TreeStore store = TreeStore.Open(disk, Archiving))
        {
            for (int i = 0; i < 3; i++)
            {
                store.Commit(Of(secret, other));
                store.Commit(new Batch([Operation.Remove(Bytes("a"))]));
                store.Checkpoint(full: true);
                for (int j = 0; j < 20; j++) store.Commit(Of(Note($"x{j}", (100 * i) + j)));
            }

            store.Commit(Of(secret));
            store.Checkpoint(full: true);
            Assert.Contains(FilesWith(disk, secret.Body), name => name.StartsWith("archive-", StringComparison.Ordinal));
            Assert.Contains(FilesWith(disk, secret.Body), name => name.StartsWith("log-", StringComparison.Ordinal));
            digest = store.Head.Digest;
            NoteErasure erased = store.EraseNote(secret.Id);
            Assert.Equal((NoteOutcome.Erased, store.Head.Revision, 1L), (erased.Outcome, erased.Revision, erased.FirstRevision));
            Assert.True(erased.Places >= 5, $"{erased.Places} places");
            Assert.Empty(FilesWith(disk, secret.Body[..16]));
            Assert.Equal(digest, store.Head.Digest);
            Assert.Equal(NoteOutcome.Erased, Read(store, "a", out byte[]? none));
            Assert.Null(none);
            Assert.True(Has(store, other));
            Assert.Equal(0, store.EraseNote(secret.Id).Places);
            FsckReport report = store.Check(new FsckOptions { IsDeep = true });
            Assert.True(report.IsClean, string.Join('\n', report.Findings));
        }

        using TreeStore again = TreeStore.Open(disk, Archiving with { RecoveryTierMin = 3 });
        Assert.Equal(NoteOutcome.Erased, Read(again, "a", out _));
        Assert.True(Has(again, other));
        Assert.Equal(digest, again.Head.Digest);
    }

    [Fact]
    public void An_earlier_body_is_erased_by_its_value()
    {
        SimDisk disk = NewDisk(Padded);
        Note before = Note("a", 1);
        Note now = Note("a", 2);
        using TreeStore store = TreeStore.Open(disk, Small);
        store.Commit(Of(before));
        store.Commit(Of(now));
        Assert.Equal(NoteOutcome.Erased, store.EraseNote(before.Id, NoteValue.Of(before.Id.Span, before.Body.Span)).Outcome);
        Assert.Empty(FilesWith(disk, before.Body));
        Assert.True(Has(store, now));
        Assert.Equal(1, store.Statistics().Notes!.Count);
        Assert.Equal(NoteOutcome.NotANote, store.EraseNote(Bytes("a"), new byte[32]).Outcome);
        Assert.Equal(NoteOutcome.NotANote, store.EraseNote(Bytes("a"), new byte[31]).Outcome);
        Assert.Equal(NoteOutcome.Absent, store.EraseNote(Bytes("b")).Outcome);
        Assert.Equal(1, store.Statistics().Notes!.Count);
    }

    [Fact]
    public void An_erased_body_that_is_committed_again_is_there_again()
    {
        SimDisk disk = NewDisk(Padded);
        Note note = Note("a", 1);
        for (int life = 0; life < 3; life++)
        {
            using TreeStore store = TreeStore.Open(disk, Small);
            if (life == 0) store.Commit(Of(note));
            Assert.True(Has(store, note));
            store.EraseNote(note.Id);
            Assert.Equal((NoteOutcome.Erased, 1L), (Read(store, "a", out _), store.Statistics().Notes!.Count));
            store.Commit(Of(note));
            Assert.True(Has(store, note));
            Assert.Equal(1, store.Statistics().Notes!.Count);
        }
    }

    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.ProcessCrash)]
    [InlineData(Durability.None)]
    public void In_every_mode_the_record_stands_before_the_bytes_go(Durability durability)
    {
        SimDisk disk = NewDisk(Padded);
        Note note = Note("a", 1);
        StoreOptions options = Small with { Durability = durability };
        using (TreeStore store = TreeStore.Open(disk, options))
        {
            store.Commit(Of(note));
            Assert.Equal(NoteOutcome.Erased, store.EraseNote(note.Id).Outcome);
            disk.Crash();
        }

        using TreeStore again = TreeStore.Open(disk, options);
        Assert.Equal(NoteOutcome.Erased, Read(again, "a", out _));
        Assert.Empty(FilesWith(disk, note.Body));
    }

    [Fact]
    public void Proofs_are_what_they_were()
    {
        SimDisk disk = NewDisk(Padded);
        Note note = Note("a", 1);
        using TreeStore store = TreeStore.Open(disk, Small);
        store.Commit(Of(note, Note("b", 2)));
        using StoreSnapshot before = store.Snapshot();
        Assert.True(before.TryProve([note.Id], out byte[]? proof, out _, out _));
        store.EraseNote(note.Id);
        using StoreSnapshot after = store.Snapshot();
        Assert.True(after.TryProve([note.Id], out byte[]? again, out _, out _));
        Assert.Equal(proof, again);
        Assert.True(after.TryGet(note.Id.Span, out byte[]? value));
        Assert.True(NoteValue.Matches(value, note.Id.Span, note.Body.Span));
    }
}
