using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.NotesBench;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A damaged body is named, and comes from the other copy where that is whole.</summary>
public sealed class NotesDamageTests
{
    private static readonly Note[] s_notes = [.. Enumerable.Range(0, 8).Select(i => Note($"n{i}", 500 + i, 600))];

    [Fact]
    public void A_body_that_is_damaged_in_its_file_comes_from_the_log()
    {
        Dictionary<string, byte[]> whole = Image();
        string file = whole.Keys.First(name => FileNames.TryParseNotes(name, out _));
        int at = whole[file].AsSpan().IndexOf(s_notes[3].Body.Span[300..]);
        Assert.True(at > 0);
        SimDisk disk = SimDisk.FromImage(whole, 1);
        disk.Flip(file, at, 0x10);
        FsckReport found = StoreCheck.Run(disk, Small);
        Assert.Equal((FsckKind.NoteRecord, $"/sim/{file}"), (found.Findings.Single().Kind, found.Findings.Single().File));
        using (TreeStore store = Manual(disk, Small))
        {
            Assert.All(s_notes, note => Assert.True(Has(store, note)));
        }

        Assert.True(StoreCheck.Run(disk, Small).IsClean);
    }

    [Fact]
    public void Files_of_notes_that_are_gone_are_made_anew_from_the_log()
    {
        Dictionary<string, byte[]> whole = Image();
        SimDisk disk = SimDisk.FromImage(whole, 1);
        foreach (string name in whole.Keys.Where(name => name.StartsWith("notes-", StringComparison.Ordinal))) disk.Replace(name, null);
        Assert.Contains(StoreCheck.Run(disk, Small).Findings, finding => finding.Kind == FsckKind.NoteRecord);
        using TreeStore store = Manual(disk, Small);
        Assert.Contains(store.Recovery.Evidence, sentence => sentence.Contains("notes", StringComparison.Ordinal));
        Assert.All(s_notes, note => Assert.True(Has(store, note)));
        Assert.Equal(s_notes.Length, store.Statistics().Notes!.Count);
    }

    [Fact]
    public void A_repair_puts_damaged_files_of_notes_right()
    {
        Dictionary<string, byte[]> whole = Image();
        string file = whole.Keys.First(name => FileNames.TryParseNotes(name, out _));
        for (int at = 0; at < whole[file].Length; at += 97)
        {
            SimDisk disk = SimDisk.FromImage(whole, 1);
            disk.Flip(file, at, 0x04);
            FsckRepair repair = StoreCheck.Repair(disk, Small);
            Assert.True(repair.After.IsClean, $"byte {at}: {string.Join("; ", repair.After.Findings)}");
            using TreeStore store = Manual(disk, Small);
            Assert.All(s_notes, note => Assert.True(Has(store, note), $"byte {at}"));
        }
    }

    [Fact]
    public void A_body_that_is_damaged_in_the_log_comes_from_its_file()
    {
        Dictionary<string, byte[]> whole = Image();
        foreach (Note note in s_notes.Take(3))
        {
            string file = whole.First(pair => FileNames.TryParseSegment(pair.Key, out _)
                && pair.Value.AsSpan().IndexOf(note.Body.Span) >= 0).Key;
            SimDisk disk = SimDisk.FromImage(whole, 1);
            disk.Flip(file, whole[file].AsSpan().IndexOf(note.Body.Span) + 5, 0x80);
            FsckReport found = StoreCheck.Run(disk, Small);
            Assert.Equal((FsckKind.Frame, $"/sim/{file}"), (found.Findings[0].Kind, found.Findings[0].File));
            StoreOptions fromLog = Small with { RecoveryTierMin = 3 };
            using (TreeStore store = Manual(SimDisk.FromImage(disk.Image(), 2), fromLog))
            {
                Assert.Contains(store.Recovery.Evidence, one => one.Contains("restored from the files", StringComparison.Ordinal));
                Assert.All(s_notes, each => Assert.True(Has(store, each)));
            }

            Assert.True(StoreCheck.Repair(disk, Small).After.IsClean);
            Assert.Equal(whole[file], disk.Image()[file]);
        }
    }

    [Fact]
    public void What_is_damaged_in_both_is_said_with_its_place()
    {
        Dictionary<string, byte[]> whole = Image();
        SimDisk disk = SimDisk.FromImage(whole, 1);
        foreach ((string name, byte[] bytes) in whole)
        {
            int at = bytes.AsSpan().IndexOf(s_notes[2].Body.Span);
            if (at >= 0) disk.Flip(name, at + 7, 1);
        }

        using TreeStore store = Manual(disk, Small);
        using StoreSnapshot snapshot = store.Snapshot();
        var damage = Assert.Throws<StoreDamagedException>(() => snapshot.TryReadNote(s_notes[2].Id.Span, out _));
        Assert.Contains("notes-", damage.File, StringComparison.Ordinal);
        Assert.True(Has(store, s_notes[1]));
        CrosscheckReport report = Crosscheck.RunNotes(snapshot);
        Assert.Equal(DisagreementKind.BodyLost, report.Differences.Single().Kind);
        Assert.Equal(s_notes[2].Id.ToArray(), report.Differences.Single().Id!.Value.ToArray());
    }

    [Fact]
    public void Without_log_and_checkpoints_the_tree_is_built_from_the_files_of_notes()
    {
        Dictionary<string, byte[]> whole = Image();
        SimDisk disk = SimDisk.FromImage(whole, 1);
        foreach (string name in whole.Keys)
        {
            if (FileNames.TryParseSegment(name, out _) || FileNames.TryParseNodes(name, out _)) disk.Replace(name, null);
        }

        Assert.Throws<StoreDamagedException>(() => Manual(disk, Small));
        var stored = new StoredNotes(disk);
        Assert.True(stored.AreThere);
        RecoveryReport report = StoreRebuild.Run(disk, stored, Small);
        Assert.Equal(4, report.Tier);
        Assert.Contains(report.Evidence, sentence => sentence.Contains("complete up to revision 9", StringComparison.Ordinal));
        using TreeStore store = Manual(disk, Small);
        Assert.Equal(s_notes.Length, store.Head.Count);
        Assert.All(s_notes, note => Assert.True(Has(store, note)));
        Assert.Equal(1UL, store.Incarnation.Number);
    }

    // Eight notes, one of them with a body before, all in a checkpoint.
    private static Dictionary<string, byte[]> Image()
    {
        SimDisk disk = NewDisk(Padded);
        using (TreeStore store = Manual(disk, Small with { SegmentBytesMax = 4 << 10, NodeSegmentBytesMax = 64 << 10 }))
        {
            NotesBench.Put(store, Note("n0", 400, 600));
            foreach (Note note in s_notes) NotesBench.Put(store, note);
            store.Checkpoint();
        }

        return disk.Image();
    }
}
