using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A store knows which life it lives, and a copy of it lives another one.</summary>
public sealed class IncarnationTests : IDisposable
{
    private static readonly StoreOptions Options = new() { ReserveBytes = 0 };

    // Without checkpoints, so that opening reads the whole log.
    private static readonly StoreOptions LogOnly = Options with { NodeEngine = NodeEngine.Memory };

    private readonly string _root = Directory.CreateTempSubdirectory("basis-incarnation").FullName;
    private readonly SimDisk _disk = NewDisk(Padded);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_store_begins_with_its_creation_and_goes_on_when_it_is_opened_again()
    {
        Incarnation first;
        using (TreeStore store = Manual(_disk, Options))
        {
            first = store.Incarnation;
            Assert.Equal((0UL, IncarnationOrigin.Created, 0L), (first.Number, first.Origin, first.Revision));
            Assert.Equal(store.Head.Digest, first.Digest);
            Assert.Matches("^[0-9a-f]{32}$", first.Id);
            Assert.False(store.IsNewIncarnation);
            Group(store, Batch(Put("a", "1")));
            Assert.Equal(0UL, store.ReadLog(1).Single().Incarnation);
        }

        _disk.Kill();
        using TreeStore again = Manual(_disk, Options);
        Assert.Equal((first, false), (again.Incarnation, again.IsNewIncarnation));
        Assert.Empty(again.EarlierIncarnations);
    }

    [Fact]
    public void A_copy_lives_another_life_than_its_original()
    {
        using (TreeStore store = Manual(_disk, Options)) Group(store, Batch(Put("a", "1")));
        SimDisk disk = SimDisk.FromCopies(_disk.Image(), 1);
        Incarnation copy;
        using (TreeStore store = Manual(disk, Options))
        {
            copy = store.Incarnation;
            Assert.True(store.IsNewIncarnation);
            Assert.Equal((1UL, IncarnationOrigin.Copied, 1L, store.Head.Digest), (copy.Number, copy.Origin, copy.Revision, copy.Digest));
            Assert.Equal(IncarnationOrigin.Created, Assert.Single(store.EarlierIncarnations).Origin);
            Group(store, Batch(Put("a", "2")));
            Assert.Equal([0UL, 1UL], store.ReadLog(1).Select(record => record.Incarnation));
        }

        using (TreeStore again = Manual(disk, Options)) Assert.Equal((copy, false), (again.Incarnation, again.IsNewIncarnation));
        using TreeStore original = Manual(_disk, Options);
        Assert.Equal(0UL, original.Incarnation.Number);
        Assert.NotEqual(copy.Id, original.Incarnation.Id);

        // Another copy of the original has the same number and yet another id.
        using TreeStore other = Manual(SimDisk.FromCopies(_disk.Image(), 2), Options);
        Assert.Equal(1UL, other.Incarnation.Number);
        Assert.NotEqual(copy.Id, other.Incarnation.Id);
    }

    [Fact]
    public void A_copied_directory_is_told_from_one_that_was_moved()
    {
        string original = Path.Combine(_root, "a");
        DirectoryDisk disk = DirectoryDisk.Create(original);
        TreeStore.Create(disk, Padded);
        using (TreeStore store = TreeStore.Open(disk, Options)) store.Commit(Batch(Put("a", "1")));
        string copied = Directory.CreateDirectory(Path.Combine(_root, "b")).FullName;
        foreach (string file in Directory.GetFiles(original)) File.Copy(file, Path.Combine(copied, Path.GetFileName(file)));
        using (TreeStore store = TreeStore.Open(DirectoryDisk.Open(copied), Options))
            Assert.Equal((1UL, true), (store.Incarnation.Number, store.IsNewIncarnation));
        Directory.Move(original, Path.Combine(_root, "c"));
        using TreeStore moved = TreeStore.Open(DirectoryDisk.Open(Path.Combine(_root, "c")), Options);
        Assert.Equal((0UL, false), (moved.Incarnation.Number, moved.IsNewIncarnation));
    }

    [Fact]
    public void Copies_of_copies_are_counted_and_the_oldest_forgotten()
    {
        SimDisk disk = _disk;
        for (int i = 1; i <= IncarnationFile.KeptMax + 3; i++)
        {
            disk = SimDisk.FromCopies(disk.Image(), i);
            using TreeStore store = Manual(disk, Options);
            Assert.Equal((ulong)i, store.Incarnation.Number);
            Assert.Equal(Math.Min(i, IncarnationFile.KeptMax - 1), store.EarlierIncarnations.Count);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(151)]
    public void A_missing_or_damaged_file_is_made_anew_and_what_is_left_is_kept(int damagedAt)
    {
        SimDisk copy;
        using (TreeStore store = Manual(_disk, Options)) Group(store, Batch(Put("a", "1")));
        copy = SimDisk.FromCopies(_disk.Image(), 1);
        using (TreeStore store = Manual(copy, Options)) Group(store, Batch(Put("a", "2")));
        byte[] damaged = copy.Image()[FileNames.Incarnation];
        if (damagedAt >= 0) damaged[damagedAt] ^= 4;
        copy.Replace(FileNames.Incarnation, damagedAt < 0 ? null : damaged);
        using (TreeStore store = Manual(copy, Options))
        {
            Incarnation begun = store.Incarnation;
            Assert.True(store.IsNewIncarnation);
            Assert.Equal((2UL, IncarnationOrigin.Unknown, 2L), (begun.Number, begun.Origin, begun.Revision));
            Assert.Empty(store.EarlierIncarnations);
            Group(store, Batch(Put("a", "3")));
        }

        if (damagedAt >= 0) Assert.Equal(damaged, copy.Image()[FileNames.Incarnation + ".bad-1"]);
        using TreeStore again = Manual(copy, Options);
        Assert.False(again.IsNewIncarnation);
    }

    [Fact]
    public void A_file_that_is_older_than_the_log_is_not_believed()
    {
        using (TreeStore store = Manual(_disk, Options)) Group(store, Batch(Put("a", "1")));
        byte[] older = _disk.Image()[FileNames.Incarnation];
        SimDisk copy = SimDisk.FromCopies(_disk.Image(), 1);
        using (TreeStore store = Manual(copy, Options)) Group(store, Batch(Put("a", "2")));
        copy.Replace(FileNames.Incarnation, older);
        using TreeStore again = Manual(copy, Options);
        Assert.Equal((2UL, IncarnationOrigin.Unknown), (again.Incarnation.Number, again.Incarnation.Origin));
    }

    [Fact]
    public void A_file_of_another_store_or_of_a_newer_program_is_refused_by_name()
    {
        Dictionary<string, byte[]> before = _disk.Image();
        var other = new SimDisk(2);
        TreeStore.Create(other, Padded);
        _disk.Replace(FileNames.Incarnation, other.Image()[FileNames.Incarnation]);
        StoreDamagedException foreign = Assert.Throws<StoreDamagedException>(() => Manual(_disk, Options));
        Assert.Equal((_disk.PathOf(FileNames.Incarnation), 16L), (foreign.File, foreign.Offset));
        byte[] newer = before[FileNames.Incarnation];
        newer[8] = 2;
        BitConverter.TryWriteBytes(newer.AsSpan(newer.Length - 4), Crc32C.Compute(newer.AsSpan(0, newer.Length - 4)));
        _disk.Replace(FileNames.Incarnation, newer);
        Assert.Contains("format version 2", Assert.Throws<StoreException>(() => Manual(_disk, Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_cannot_be_opened_is_left_as_it_is()
    {
        using (TreeStore store = Manual(_disk, LogOnly)) Group(store, Batch(Put("a", "1")));
        SimDisk copy = SimDisk.FromCopies(_disk.Image(), 1);
        copy.Flip(FileNames.Segment(1), 300, 1);
        Dictionary<string, byte[]> before = copy.Image();
        Assert.Throws<StoreDamagedException>(() => Manual(copy, LogOnly));
        Assert.Equal(before, copy.Image());
    }

    [Fact]
    public void A_beginning_that_fails_anywhere_begins_again()
    {
        using (TreeStore store = Manual(_disk, Options)) Group(store, Batch(Put("a", "1")));
        int failures = 0;
        foreach (SimDiskFault fault in Enum.GetValues<SimDiskFault>().Where(fault => fault != SimDiskFault.None))
        {
            for (int at = 1; at < 40; at++)
            {
                SimDisk copy = SimDisk.FromCopies(_disk.Image(), at);
                copy.FailAt(at, fault);
                Exception? failure = Record.Exception(() => Manual(copy, Options).Dispose());
                if (failure is not null) failures++;
                Assert.True(failure is null or StoreException, $"{fault} at {at}: {failure}");
                copy.FailNoMore();
                copy.Crash();
                using TreeStore store = Manual(copy, Options);
                bool isOne = store.Incarnation is { Number: 1, Origin: IncarnationOrigin.Copied, Revision: 1 };
                Assert.True(isOne, $"{fault} at {at}: {store.Incarnation}");
            }
        }

        Assert.True(failures > 60, $"{failures} openings failed");
    }

    [Fact]
    public void Numbers_that_fall_are_damage()
    {
        SimDisk copy;
        using (TreeStore store = Manual(_disk, LogOnly)) Group(store, Batch(Put("a", "1")));
        copy = SimDisk.FromCopies(_disk.Image(), 1);
        using (TreeStore store = Manual(copy, LogOnly)) Group(store, Batch(Put("a", "2")));
        byte[] segment = copy.Image()[FileNames.Segment(1)];
        (long offset, byte[] payload) = LogForge.Payloads(segment)[1];
        payload[32] = 0;
        byte[] forged = [.. segment[..(int)offset], .. LogForge.Frame(payload, offset, offset)];
        copy.Replace(FileNames.Segment(1), forged);
        copy.Replace(FileNames.Seal, null);
        using (TreeStore store = Manual(copy, LogOnly)) Assert.Equal(2, store.Head.Revision);
        (_, byte[] first) = LogForge.Payloads(segment)[0];
        first[32] = 1;
        Label hash = Blake2b256.Hash(first);
        hash.CopyTo(payload.AsSpan(40));
        long start = LogFormat.SegmentHeaderLength;
        byte[] frames = [.. LogForge.Frame(first, start, start), .. LogForge.Frame(payload, offset, offset)];
        copy.Replace(FileNames.Segment(1), [.. segment[..(int)start], .. frames]);
        copy.Replace(FileNames.Seal, null);
        StoreDamagedException damage = Assert.Throws<StoreDamagedException>(() => Manual(copy, LogOnly));
        Assert.Contains("incarnation 1 or a later one was expected, not 0", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_no_incarnation()
    {
        byte[] sound = _disk.Image()[FileNames.Incarnation];
        var definition = new DefinitionFile(LogForge.StoreId, Padded);
        var random = new Random(11);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = [.. sound];
            int changes = random.Next(1, 5);
            for (int change = 0; change < changes; change++) bytes[random.Next(16, bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (random.Next(2) == 0 && bytes.Length > 4)
                BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Crc32C.Compute(bytes.AsSpan(0, bytes.Length - 4)));
            _disk.Replace(FileNames.Incarnation, bytes);
            Exception? failure = Record.Exception(() => IncarnationFile.Read(_disk, definition));
            Assert.True(failure is null or StoreDamagedException, $"change {i}: {failure}");
        }
    }
}
