using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A set that is not what was written is refused, with the file and the offset; nothing half-written passes as whole.</summary>
public sealed class BackupTamperTests
{
    private static readonly SimDiskFault[] s_faults =
        [SimDiskFault.CrashBefore, SimDiskFault.CrashAfter, SimDiskFault.InputOutput, SimDiskFault.ShortWrite];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_changed_bit_anywhere_is_found(bool encrypted)
    {
        BackupKey? key = encrypted ? BackupBench.Key : null;
        Dictionary<string, byte[]> image = Image(key);
        foreach ((string name, byte[] bytes) in image)
        {
            // Every byte of the headers, and a sample of the rest.
            for (int at = 0; at < bytes.Length; at += at < 400 ? 1 : 13)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << (at % 8));
                StoreException refusal = Refused(image, name, changed, key);
                Assert.EndsWith(name, refusal.File, StringComparison.Ordinal);
                Assert.True(refusal.Offset is >= 0 && refusal.Offset <= bytes.Length, $"{name}, byte {at}: {refusal.Message}");
            }

            foreach (int length in new[] { 0, 1, 319, 320, 343, 344, bytes.Length - 1, bytes.Length + 1 })
            {
                byte[] cut = new byte[length];
                bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(cut);
                Assert.EndsWith(name, Refused(image, name, cut, key).File, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_missing_foreign_or_misplaced_piece_is_named()
    {
        Dictionary<string, byte[]> image = Image(null);
        foreach (ulong number in new ulong[] { 2, 3, 4 })
        {
            StoreException missing = Refused(image, FileNames.Backup(number), null, null);
            Assert.EndsWith(FileNames.Backup(number), missing.File, StringComparison.Ordinal);
            Assert.Contains("the file is missing", missing.Message, StringComparison.Ordinal);
        }

        StoreException first = Refused(image, FileNames.Backup(1), null, null);
        Assert.Contains("a full backup was expected as the first piece that is there", first.Message, StringComparison.Ordinal);
        StoreException misplaced = Refused(image, FileNames.Backup(2), image[FileNames.Backup(3)], null);
        Assert.Contains("piece 2 was expected, not 3", misplaced.Message, StringComparison.Ordinal);
        StoreException foreign = Refused(image, FileNames.Backup(3), Image(null, "fedcba9876543210"u8)[FileNames.Backup(3)], null);
        Assert.Contains("not of 66656463626139383736353433323130", foreign.Message, StringComparison.Ordinal);
        StoreException parted = Refused(image, FileNames.Backup(3), Image(null, seed: 9)[FileNames.Backup(3)], null);
        Assert.Contains("a piece that continues the record", parted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_missing_wrong_or_for_nothing_is_one_sentence_everywhere()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 5);
        SimDisk encrypted = BackupBench.Set(store, clock, BackupBench.Key);
        SimDisk plain = BackupBench.Set(store, clock, null);
        foreach ((SimDisk disk, BackupKey? key, string sentence) in new (SimDisk, BackupKey?, string)[]
        {
            (encrypted, BackupBench.OtherKey, "was encrypted with another key."),
            (encrypted, null, "is encrypted, and no key was given."),
            (plain, BackupBench.Key, "is not encrypted, although a key was given"),
        })
        {
            BackupSet set = BackupSet.Open(disk, key, clock);
            int pieces = set.Pieces.Count;
            var target = new SimDisk(5);
            foreach (Action use in new Action[]
            {
                () => set.Verify(),
                () => set.Restore(target, RestorePoint.Latest),
                () => set.WriteIncremental(store),
                () => set.WriteFull(store),
            })
            {
                Assert.Contains(sentence, Assert.Throws<BackupRefusedException>(use).Message, StringComparison.Ordinal);
            }

            Assert.DoesNotContain(target.List(), name => name != FileNames.Lock);
            Assert.Equal(pieces, BackupSet.Open(disk, key, clock).Pieces.Count);
        }
    }

    [Fact]
    public void An_interrupted_backup_leaves_no_piece_or_a_whole_one()
    {
        int with = 0;
        int without = 0;
        for (int run = 0; ; run++)
        {
            var clock = new SimClock();
            using TreeStore store = BackupBench.Store(Hashed, clock, 5);
            SimDisk disk = new(run);
            BackupSet set = BackupSet.Open(disk, BackupBench.Key, clock);
            set.WriteFull(store);
            BackupBench.Commit(store, 5, seed: 3);
            disk.FailAt(1 + (run / s_faults.Length), s_faults[run % s_faults.Length]);
            try
            {
                set.WriteFull(store);
            }
            catch (StoreException)
            {
                // As it was told to.
            }

            if (disk.Faults == 0) break;
            disk.FailNoMore();
            disk.Crash();
            set = BackupSet.Open(disk, BackupBench.Key, clock);
            if (set.Pieces.Count > 1) with++;
            else without++;
            Assert.Equal(set.Pieces[^1].ToRevision, set.Verify().LastRevision);
            set.WriteFull(store);
            Assert.Equal(store.Head.Digest, set.Verify().LastDigest);
            Assert.DoesNotContain(disk.List(), name => name.EndsWith(FileNames.NewSuffix, StringComparison.Ordinal));
        }

        Assert.True(with > 10 && without > 10, $"{with} with, {without} without");
    }

    [Fact]
    public void An_interrupted_restore_leaves_no_store_or_a_whole_one()
    {
        var clock = new SimClock();
        using TreeStore store = BackupBench.Store(Hashed, clock, 5);
        SimDisk source = BackupBench.Set(store, clock, null);
        int whole = 0;
        int none = 0;
        for (int run = 0; ; run++)
        {
            var target = new SimDisk(run);
            BackupSet set = BackupSet.Open(source, null, clock);
            target.FailAt(1 + (run / s_faults.Length), s_faults[run % s_faults.Length]);
            try
            {
                set.Restore(target, RestorePoint.AtRevision(18));
            }
            catch (StoreException)
            {
                // As it was told to.
            }

            if (target.Faults == 0) break;
            target.FailNoMore();
            target.Crash();
            if (!target.List().Contains(FileNames.Definition))
            {
                none++;
                continue;
            }

            using TreeStore restored = Manual(target);
            Assert.True(store.TryGetDigest(18, out Digest digest));
            Assert.Equal((18L, digest), (restored.Head.Revision, restored.Head.Digest));
            whole++;
        }

        Assert.True(whole > 10 && none > 50, $"{whole} whole, {none} none");
    }

    private static Dictionary<string, byte[]> Image(BackupKey? key, ReadOnlySpan<byte> storeId = default, int seed = 1)
    {
        var clock = new SimClock();
        var disk = new SimDisk(1);
        TreeStore.Create(disk, Hashed, new StoreId(storeId.IsEmpty ? "0123456789abcdef"u8 : storeId));
        using TreeStore store = TreeStore.Open(disk, new WriterSetup(new StoreOptions(), clock, HasThread: false));
        BackupBench.Commit(store, 5, seed);
        Dictionary<string, byte[]> image = BackupBench.Set(store, clock, key).Image();
        image.Remove(FileNames.Lock);
        return image;
    }

    private static StoreException Refused(Dictionary<string, byte[]> image, string name, byte[]? bytes, BackupKey? key)
    {
        SimDisk disk = SimDisk.FromImage(image, 1);
        disk.Replace(name, bytes);
        return Assert.ThrowsAny<StoreException>(() => BackupSet.Open(disk, key).Verify());
    }
}
