using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.NotesBench;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Notes: a body is committed with its commitment, read back by every way there is, and swept with the value.</summary>
public sealed class NotesStoreTests
{
    public static TheoryData<bool> KeyModes => [true, false];

    [Theory]
    [MemberData(nameof(KeyModes))]
    public void A_note_is_read_back_until_its_value_goes(bool isHashed)
    {
        SimDisk disk = NewDisk(isHashed ? Hashed : Padded);
        Note a = Note("a", 1);
        using TreeStore store = Manual(disk, Small);
        Assert.Equal(CommitOutcome.Committed, NotesBench.Put(store, a, Note("b", 2, 0)).Outcome);
        Assert.True(Has(store, a));
        Assert.Equal((NoteOutcome.Found, 0), (Read(store, "b", out byte[]? empty), empty!.Length));
        Assert.Equal(NoteOutcome.Absent, Read(store, "c", out _));
        Commit(store, Batch(StoreBench.Put("c", "value"), StoreBench.Put("d", new string('d', 32))));
        Assert.Equal(NoteOutcome.NotANote, Read(store, "c", out _));
        Assert.Equal(NoteOutcome.NotANote, Read(store, "d", out _));

        // The value of a note under another id is not that id's note.
        Commit(store, new Batch([Operation.InsertOrUpdate(Bytes("e"), NoteValue.Of(a.Id.Span, a.Body.Span))]));
        Assert.Equal(NoteOutcome.NotANote, Read(store, "e", out _));
        Commit(store, new Batch([Operation.Remove(Bytes("e"))]));
        Assert.True(Has(store, a));
        Commit(store, new Batch([Operation.Remove(Bytes("a"))]));
        Assert.Equal(NoteOutcome.Absent, Read(store, "a", out _));
        Assert.Equal((1, 0), (store.Statistics().Notes!.Count, store.Statistics().Notes!.Bytes));
    }

    [Fact]
    public void Of_a_note_that_does_not_belong_to_an_operation_the_whole_batch_is_refused()
    {
        using TreeStore store = Manual(NewDisk(Padded));
        Note a = Note("a", 1);
        Operation set = a.ToOperation();
        Batch[] refused =
        [
            new Batch([]) { Notes = [a] },
            new Batch([set]) { Notes = [a, a] },
            new Batch([set]) { Notes = [a with { Body = Bytes("other") }] },
            new Batch([Operation.InsertOrUpdate(Bytes("b"), set.Value)]) { Notes = [a] },
            new Batch([Operation.Lookup(a.Id)]) { Notes = [a] },
            new Batch([set]) { Notes = [a, new Note(Bytes(""), Bytes("x"))] },
            new Batch([set]) { Notes = [new Note(a.Id, new byte[BasisTrees.Persistence.Note.BodyLengthMax + 1])] },
        ];
        foreach (Batch batch in refused)
        {
            CommitResult result = StoreBench.Answer(store.CommitAsync(batch));
            Assert.Equal(CommitOutcome.Refused, result.Outcome);
            Assert.StartsWith("Note ", result.Explanation, StringComparison.Ordinal);
        }

        Assert.Equal(0, store.Head.Revision);
    }

    [Fact]
    public void A_refused_batch_leaves_no_body_behind()
    {
        SimDisk disk = NewDisk(Padded);
        Note lost = Note("a", 1);
        using (TreeStore store = Manual(disk, Small))
        {
            Batch batch = new([lost.ToOperation(), Operation.Update(Bytes("none"), Bytes("1"))]) { Notes = [lost] };
            Assert.Equal(CommitOutcome.Refused, Commit(store, batch).Outcome);
            NotesBench.Put(store, Note("b", 2));
        }

        Assert.Empty(FilesWith(disk, lost.Body));
        using TreeStore again = Manual(disk, Small);
        Assert.True(Has(again, Note("b", 2)));
    }

    [Theory]
    [MemberData(nameof(KeyModes))]
    public void Bodies_survive_reopening_with_and_without_a_checkpoint(bool isHashed)
    {
        SimDisk disk = NewDisk(isHashed ? Hashed : Padded);
        for (int life = 0; life < 6; life++)
        {
            using (TreeStore store = Manual(disk, Small))
            {
                Assert.Empty(store.Recovery.Evidence);
                for (int i = 0; i < life * 4; i++) Assert.True(Has(store, Note($"n{i}", i)), $"note {i} in life {life}");
                for (int i = life * 4; i < (life + 1) * 4; i++) NotesBench.Put(store, Note($"n{i}", i));
                if (life % 2 == 1) Checkpoint(store);
                Assert.Equal((life + 1) * 4, store.Statistics().Notes!.Count);
                Assert.Equal((life + 1) * 800, store.Statistics().Notes!.Bytes);
            }

            if (life % 3 == 2) disk.Crash();
            else disk.Kill();
        }
    }

    [Fact]
    public void A_store_in_memory_keeps_its_notes_in_files()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore store = Manual(disk, LogOnly)) NotesBench.Put(store, Note("a", 1));
        using TreeStore again = Manual(disk, LogOnly);
        Assert.True(Has(again, Note("a", 1)));
    }

    [Fact]
    public void What_no_kept_checkpoint_needs_is_swept()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk, Archiving);
        Note first = Note("a", 0);
        NotesBench.Put(store, first, Note("keep", 100));
        Checkpoint(store);
        for (int i = 1; i < 60; i++)
        {
            NotesBench.Put(store, Note("a", i), Note("b", 1000 + i));
            if (i % 10 == 9) Checkpoint(store);
        }

        Checkpoint(store, compact: true);
        Checkpoint(store, compact: true);
        Assert.True(Has(store, Note("a", 59)) && Has(store, Note("b", 1059)) && Has(store, Note("keep", 100)));
        Assert.DoesNotContain(FilesWith(disk, first.Body), name => name.StartsWith("notes-", StringComparison.Ordinal));
        Assert.Equal(3, store.Statistics().Notes!.Count);
        Assert.True(store.Statistics().Notes!.FileBytes < 10_000, $"{store.Statistics().Notes}");
        Assert.Equal(store.Head.Revision, store.Statistics().Notes!.Horizon);
    }

    [Fact]
    public void A_note_that_comes_back_is_kept_as_long_as_it_is_there()
    {
        SimDisk disk = NewDisk(Padded);
        using TreeStore store = Manual(disk, Archiving);
        for (int round = 0; round < 4; round++)
        {
            NotesBench.Put(store, Note("a", 1));
            NotesBench.Put(store, Note("a", 1));
            Checkpoint(store, compact: true);
            Assert.True(Has(store, Note("a", 1)));
            NotesBench.Put(store, Note("a", 2));
            Checkpoint(store, compact: true);
            Checkpoint(store, compact: true);
            Assert.True(Has(store, Note("a", 2)));
        }
    }

    [Fact]
    public void A_store_without_notes_has_no_file_of_them()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore store = Manual(disk, Small))
        {
            for (int i = 0; i < 40; i++) Commit(store, Batch(StoreBench.Put("a", new string((char)('a' + i % 20), 32))));
            Checkpoint(store);
            Assert.Equal(0, store.Statistics().Notes!.Count);
        }

        Assert.Empty(FileNames.NoteSegments(disk.List()));
    }

    [Fact]
    public void A_tree_whose_values_cannot_be_commitments_has_no_notes()
    {
        SimDisk disk = NewDisk(new StoreDefinition("bench", new TreeParameters(8, 16), KeyMode.Padded));
        using TreeStore store = Manual(disk);
        Assert.Null(store.Statistics().Notes);
        Commit(store, new Batch([Operation.Insert(Bytes("a"), new byte[16])]));
        Assert.Equal(NoteOutcome.NotANote, Read(store, "a", out _));
        Assert.Equal(NoteOutcome.NotANote, store.EraseNote(Bytes("a")).Outcome);
    }

    internal static void Checkpoint(TreeStore store, bool compact = false, bool full = false) => store.Checkpoint("", compact, full);
}
