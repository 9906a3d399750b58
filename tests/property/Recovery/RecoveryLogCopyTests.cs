using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.CheckingBench;

namespace BasisTrees.Tests.Property;

/// <summary>Segments of the log that are missing or damaged, and another copy of the store.</summary>
public sealed class RecoveryLogCopyTests
{
    [Fact]
    public void Every_segment_that_is_missing_is_fetched_from_the_copy()
    {
        SimDisk disk = Log(1, out _);
        var copy = SimDisk.FromImage(disk.Image(), 2);
        Head head = HeadOf(disk);
        ulong[] numbers = FileNames.Segments(disk.List());
        for (int gone = 1; gone < 1 << Math.Min(numbers.Length, 6); gone++)
        {
            var damaged = SimDisk.FromImage(copy.Image(), gone);
            int count = 0;
            for (int i = 0; i < numbers.Length; i++)
            {
                if ((gone >> i & 1) == 0) continue;
                damaged.Replace(FileNames.Segment(numbers[^(i + 1)]), null);
                count++;
            }

            Assert.Throws<StoreDamagedException>(() => StoreBench.Manual(damaged, LogOnly));
            using (TreeStore store = StoreBench.Manual(damaged, LogOnly with { LogRestoration = new LogCopy(copy) }))
            {
                Assert.Equal(head, store.Head);
                Assert.Equal(count, store.Recovery.LogSegmentsRestored);
                Assert.Equal(count, store.Recovery.Evidence.Count);
            }

            AssertLogsAreTheSame(copy, damaged);
        }
    }

    [Fact]
    public void A_damaged_byte_anywhere_is_put_right_and_the_damaged_file_is_kept()
    {
        SimDisk whole = Log(2, out _, groups: 8);
        Head head = HeadOf(whole);
        Dictionary<string, byte[]> image = whole.Image();
        foreach (ulong number in FileNames.Segments(whole.List()))
        {
            string name = FileNames.Segment(number);
            for (int at = 0; at < image[name].Length; at += 7)
            {
                var damaged = SimDisk.FromImage(image, at);
                damaged.Flip(name, at, 16);
                byte[] bad = Read(damaged, name);
                if (at is >= 8 and < 16) continue; // a changed version or length is refused by its own sentence
                using (TreeStore store = StoreBench.Manual(damaged, LogOnly with { LogRestoration = new LogCopy(whole) }))
                {
                    Assert.Equal(head, store.Head);
                    Assert.Equal(1, store.Recovery.LogSegmentsRestored);
                    Assert.Equal(damaged.PathOf(name + ".bad-1"), Assert.Single(store.Recovery.SetAside));
                }

                Assert.Equal(bad, Read(damaged, name + ".bad-1"));
                AssertLogsAreTheSame(whole, damaged);
            }
        }
    }

    [Fact]
    public void A_log_cut_short_at_any_length_is_completed_up_to_what_was_acknowledged()
    {
        SimDisk whole = Log(3, out _, groups: 8);
        Head head = HeadOf(whole);
        Dictionary<string, byte[]> image = whole.Image();
        foreach (ulong number in FileNames.Segments(whole.List()))
        {
            string name = FileNames.Segment(number);
            for (int length = 0; length < image[name].Length; length += 11)
            {
                var damaged = SimDisk.FromImage(image, length);
                damaged.Replace(name, image[name][..length]);
                using TreeStore store = StoreBench.Manual(damaged, LogOnly with { LogRestoration = new LogCopy(whole) });
                Assert.Equal((head, 1), (store.Head, store.Recovery.LogSegmentsRestored));
            }
        }
    }

    [Fact]
    public void An_older_copy_helps_where_it_reaches()
    {
        SimDisk disk = Log(4, out _, groups: 3);
        var copy = SimDisk.FromImage(disk.Image(), 1);
        using (TreeStore store = StoreBench.Manual(disk, LogOnly with { SegmentBytesMax = 1 << 20 }))
            for (int i = 0; i < 5; i++) StoreBench.Group(store, new Batch([Put(store, i)]));
        Head head = HeadOf(disk);
        string last = FileNames.Segment(FileNames.Segments(disk.List())[^1]);
        List<(long Offset, byte[] Payload)> frames = LogForge.Payloads(Read(disk, last));
        int known = LogForge.Payloads(Read(copy, last)).Count;
        Assert.InRange(known, 1, frames.Count - 1);
        for (int i = 0; i < frames.Count; i++)
        {
            var damaged = SimDisk.FromImage(disk.Image(), i);
            damaged.Flip(last, (int)frames[i].Offset + 40, 1);
            StoreOptions options = LogOnly with { LogRestoration = new LogCopy(copy) };
            if (i >= known)
            {
                Dictionary<string, byte[]> before = damaged.Image();
                Assert.Throws<StoreDamagedException>(() => StoreBench.Manual(damaged, options));
                Assert.Equal(before.Keys.Order(), damaged.Image().Keys.Order());
                continue;
            }

            using TreeStore store = StoreBench.Manual(damaged, options);
            Assert.Equal((head, 1), (store.Head, store.Recovery.LogSegmentsRestored));
        }
    }

    [Fact]
    public void A_copy_that_went_another_way_is_not_taken()
    {
        SimDisk disk = Log(5, out _, groups: 3);
        var copy = SimDisk.FromImage(disk.Image(), 1);
        StoreOptions oneSegment = LogOnly with { SegmentBytesMax = 1 << 20 };
        using (TreeStore store = StoreBench.Manual(disk, oneSegment))
            for (int i = 0; i < 5; i++) StoreBench.Group(store, new Batch([Put(store, i)]));
        using (TreeStore store = StoreBench.Manual(copy, oneSegment))
            for (int i = 0; i < 5; i++) StoreBench.Group(store, new Batch([Put(store, i + 100)]));
        string last = FileNames.Segment(FileNames.Segments(disk.List())[^1]);
        List<(long Offset, byte[] Payload)> frames = LogForge.Payloads(Read(disk, last));
        disk.Flip(last, (int)frames[^3].Offset + 40, 1);
        StoreDamagedException damage = Assert.Throws<StoreDamagedException>(
            () => StoreBench.Manual(disk, LogOnly with { LogRestoration = new LogCopy(copy) }));
        Assert.Equal(frames[^3].Offset, damage.Offset);
        Assert.DoesNotContain(disk.List(), name => name.Contains(".bad-", StringComparison.Ordinal));
    }

    [Fact]
    public void A_crash_at_any_operation_of_a_restoration_leaves_a_store_that_can_be_restored()
    {
        SimDisk whole = Log(6, out _, groups: 8);
        Head head = HeadOf(whole);
        StoreOptions options = LogOnly with { LogRestoration = new LogCopy(whole) };
        for (long at = 1; ; at++)
        {
            var disk = SimDisk.FromImage(whole.Image(), (int)at);
            disk.Replace(FileNames.Segment(2), null);
            disk.Flip(FileNames.Segment(1), 200, 2);
            disk.FailAt(at, at % 2 == 0 ? SimDiskFault.CrashAfter : SimDiskFault.CrashBefore);
            try
            {
                StoreBench.Manual(disk, options).Dispose();
            }
            catch (StoreException)
            {
                // The power went.
            }

            if (!disk.IsDown) break;
            disk.Crash();
            using TreeStore store = StoreBench.Manual(disk, options);
            Assert.Equal(head, store.Head);
        }
    }

    private static Operation Put(TreeStore store, int value)
    {
        byte[] id = store.Definition.KeyMode == KeyMode.Raw ? [9, 9, 9, 9] : [9];
        byte[] bytes = new byte[store.Definition.Parameters.ValueLength ?? 1 + (value % 7)];
        bytes[0] = (byte)value;
        return Operation.InsertOrUpdate(id, bytes);
    }

    private static Head HeadOf(SimDisk disk)
    {
        using TreeStore store = StoreBench.Manual(SimDisk.FromImage(disk.Image(), 1), LogOnly);
        return store.Head;
    }

    private static void AssertLogsAreTheSame(SimDisk expected, SimDisk actual)
    {
        foreach (ulong number in FileNames.Segments(expected.List()))
            Assert.Equal(Read(expected, FileNames.Segment(number)), Read(actual, FileNames.Segment(number)));
    }
}
