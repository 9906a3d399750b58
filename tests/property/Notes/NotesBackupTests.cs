using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.NotesBench;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Bodies go into full checkpoints and backups, and come back out of them.</summary>
public sealed class NotesBackupTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_restored_store_has_the_notes_of_its_revision(bool isEncrypted)
    {
        SimDisk disk = NewDisk(Hashed);
        var sets = new SimDisk(2);
        BackupKey? key = isEncrypted ? BackupBench.Key : null;
        var lives = new List<(long Revision, Note[] Notes)>();
        using (TreeStore store = Manual(disk, Archiving))
        {
            BackupSet set = BackupSet.Open(sets, key, new SimClock());
            for (int round = 0; round < 4; round++)
            {
                Note[] notes = [Note("a", round), Note($"b{round}", 100 + round, 900), Note("gone", 200 + round)];
                NotesBench.Put(store, notes);
                Commit(store, new Batch([Operation.Remove(Bytes("gone"))]));
                lives.Add((store.Head.Revision, notes));
                if (round % 3 == 0) set.WriteFull(store);
                else set.WriteIncremental(store);
                store.Checkpoint();
            }

            store.EraseNote(Bytes("b1"));
            set.WriteIncremental(store);
        }

        Assert.Equal(!isEncrypted, FilesWith(sets, lives[1].Notes[1].Body).Length > 0);
        BackupSet read = BackupSet.Open(sets, key, new SimClock());
        read.Verify();
        foreach ((long revision, Note[] notes) in lives)
        {
            var target = new SimDisk(3);
            read.Restore(target, RestorePoint.AtRevision(revision));
            using TreeStore restored = Manual(target, Small);
            Assert.True(Has(restored, notes[0]) && Has(restored, notes[1]), $"revision {revision}");
            Assert.Equal(NoteOutcome.Absent, Read(restored, "gone", out _));
            FsckReport report = restored.Check(new FsckOptions { IsDeep = true });
            Assert.True(report.IsClean, string.Join('\n', report.Findings));
        }

        var newest = new SimDisk(4);
        read.Restore(newest, RestorePoint.Latest);
        using TreeStore last = Manual(newest, Small);
        Assert.Equal(NoteOutcome.Erased, Read(last, "b1", out _));
        Assert.Empty(FilesWith(newest, lives[1].Notes[1].Body));
    }

    [Fact]
    public void A_full_checkpoint_replaces_the_log_before_it()
    {
        SimDisk disk = NewDisk(Padded);
        Note[] notes = [.. Enumerable.Range(0, 40).Select(i => Note($"n{i}", i, 300))];
        using (TreeStore store = Manual(disk, Archiving))
        {
            foreach (Note note in notes) NotesBench.Put(store, note);
            store.EraseNote(notes[7].Id);
            store.Checkpoint(full: true);
        }

        // The archive was moved away, and then nodes, notes and checkpoints were lost.
        foreach (string name in disk.Image().Keys)
        {
            bool isLost = FileNames.Archives([name]).Length > 0 || name.StartsWith("no", StringComparison.Ordinal)
                || FileNames.TryParseCheckpoint(name, out _);
            if (isLost) disk.Replace(name, null);
        }

        using TreeStore again = Manual(disk, Small);
        Assert.Equal(3, again.Recovery.Tier);
        Assert.All(notes.Where(note => note != notes[7]), note => Assert.True(Has(again, note)));
        Assert.Equal(NoteOutcome.Erased, Read(again, "n7", out _));
        Assert.Equal(40, again.Statistics().Notes!.Count);
    }
}
