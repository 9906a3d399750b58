using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Every file of a closed store changed in every way at every place. Opening it gives the identical state or says what is wrong where;
/// never a wrong answer, never a loss without a word, and the evidence stays.
/// </summary>
public sealed class StoreCorruptionTests(ITestOutputHelper output)
{
    private static readonly StoreOptions Small = new() { SegmentBytesMax = 1 << 10 };

    private readonly Dictionary<string, byte[]> _image = MakeImage("0123456789abcdef"u8, 8);
    private readonly Dictionary<string, byte[]> _foreign = MakeImage("fedcba9876543210"u8, 8);

    [Fact]
    public void Every_changed_byte_is_harmless_or_named()
    {
        bool isCampaign = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";
        var random = new Random(3);
        int runs = 0;
        foreach ((string name, byte[] bytes) in _image)
        {
            for (int at = 0; at < bytes.Length; at++)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    if (!isCampaign && bit != random.Next(8)) continue;
                    byte[] changed = [.. bytes];
                    changed[at] ^= (byte)(1 << bit);
                    Check(name, changed, $"bit {bit} of byte {at} of {name}");
                    runs++;
                }
            }
        }

        output.WriteLine($"{_image.Count} files, {_image.Values.Sum(bytes => bytes.Length)} bytes, {runs} changed bits");
    }

    [Fact]
    public void Every_truncation_is_harmless_or_named()
    {
        foreach ((string name, byte[] bytes) in _image)
        {
            for (int length = 0; length < bytes.Length; length++) Check(name, bytes[..length], $"{name} cut to {length} bytes");
            Check(name, null, $"{name} missing");
        }
    }

    [Fact]
    public void Bytes_appended_are_harmless_or_named()
    {
        var random = new Random(4);
        foreach ((string name, byte[] bytes) in _image)
        {
            for (int length = 1; length < 600; length += 1 + length / 3)
            {
                byte[] garbage = new byte[length];
                Check(name, [.. bytes, .. garbage], $"{length} zeros behind {name}");
                random.NextBytes(garbage);
                Check(name, [.. bytes, .. garbage], $"{length} random bytes behind {name}");
            }

            Check(name, [.. bytes, .. bytes], $"{name} doubled");
        }
    }

    [Fact]
    public void Frames_swapped_doubled_or_of_another_store_are_named()
    {
        foreach (string name in _image.Keys.Where(name => FileNames.TryParseSegment(name, out _)))
        {
            byte[] bytes = _image[name];
            (int Offset, int Length)[] frames = Frames(bytes);
            Check(name, [.. bytes, .. bytes[frames[0].Offset..]], $"the frames of {name} twice");
            foreach ((int offset, int length) in frames)
            {
                byte[] foreign = [.. bytes];
                _foreign[name].AsSpan(offset, length).CopyTo(foreign.AsSpan(offset));
                CheckNamed(name, foreign, $"a foreign frame at {offset} of {name}");
                foreach ((int other, int otherLength) in frames)
                {
                    if (other == offset || otherLength != length) continue;
                    byte[] moved = [.. bytes];
                    bytes.AsSpan(other, length).CopyTo(moved.AsSpan(offset));
                    CheckNamed(name, moved, $"the frame at {other} of {name} also at {offset}");
                }
            }
        }
    }

    [Fact]
    public void A_file_of_another_store_or_of_an_earlier_day_is_harmless_or_named()
    {
        foreach (string name in _image.Keys.Where(name => name != FileNames.Lock)) CheckNamed(name, _foreign[name], $"a foreign {name}");
        string last = _image.Keys.Where(name => FileNames.TryParseSegment(name, out _)).Max(StringComparer.Ordinal)!; // there are segments
        for (int batches = 0; batches < 8; batches++)
        {
            foreach ((string name, byte[] bytes) in MakeImage("0123456789abcdef"u8, batches))
                Check(name, bytes, $"{name} after {batches} batches");
        }

        foreach (string name in _image.Keys.Where(name => FileNames.TryParseSegment(name, out _)))
        {
            if (name != last) CheckNamed(last, _image[name], $"{name} in place of {last}");
        }
    }

    [Fact]
    public void A_seal_that_is_gone_is_reported_and_made_anew()
    {
        SimDisk disk = SimDisk.FromImage(_image, 1);
        disk.Replace(FileNames.Seal, null);
        using (TreeStore store = TreeStore.Open(disk)) Assert.Null(store.Recovery.SealedRevision);
        using TreeStore again = TreeStore.Open(disk);
        Assert.Equal(8, again.Recovery.SealedRevision);
    }

    private static Dictionary<string, byte[]> MakeImage(ReadOnlySpan<byte> storeId, int batches)
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, Hashed, new StoreId(storeId));
        using (TreeStore store = Manual(disk, Small))
        {
            for (int i = 0; i < batches; i++)
            {
                Operation remove = Operation.RemoveIfExists(Bytes("id0"));
                Group(store, Batch(Put($"id{i % 5}", $"value {i}"), Put($"id{(i + 1) % 5}", $"other {i}"), remove));
            }
        }

        return disk.Image();
    }

    // The identical state, or an exception that names file and place and leaves every file as it was.
    private void Check(string name, byte[]? bytes, string what)
    {
        SimDisk disk = SimDisk.FromImage(_image, 1);
        disk.Replace(name, bytes);
        Dictionary<string, byte[]> before = disk.Image();
        try
        {
            using TreeStore store = Manual(disk, Small);
            if (!IsIdentical(store)) Assert.Fail($"{what}: opened with another state.");
        }
        catch (StoreException failure)
        {
            if (failure.File is null || failure.Offset is null) Assert.Fail($"{what}: {failure.Message}");
            Dictionary<string, byte[]> after = disk.Image();
            Assert.All(before, file => Assert.True(after[file.Key].AsSpan().SequenceEqual(file.Value), $"{what}: {file.Key} was changed"));
        }
    }

    private void CheckNamed(string name, byte[] bytes, string what)
    {
        SimDisk disk = SimDisk.FromImage(_image, 1);
        disk.Replace(name, bytes);
        try
        {
            Manual(disk, Small).Dispose();
        }
        catch (StoreDamagedException)
        {
            return;
        }

        Assert.Fail($"{what}: the store opened.");
    }

    private bool IsIdentical(TreeStore store)
    {
        using TreeStore sound = Manual(SimDisk.FromImage(_image, 1), Small);
        if (store.Head != sound.Head) return false;
        using StoreSnapshot snapshot = store.Snapshot();
        using StoreSnapshot expected = sound.Snapshot();
        snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _);
        expected.TryScan(default, out IEnumerable<StoreEntry> wanted, out _);
        bool same = entries.Select(Text).SequenceEqual(wanted.Select(Text), StringComparer.Ordinal);
        return same && store.ReadLog(1).Select(record => (record.Hash, record.UnixNanoseconds))
            .SequenceEqual(sound.ReadLog(1).Select(record => (record.Hash, record.UnixNanoseconds)));
    }

    private static string Text(StoreEntry entry) =>
        $"{Convert.ToHexString(entry.Id!)} {Convert.ToHexString(entry.Key)} {Convert.ToHexString(entry.Value)}"; // the log names all ids

    private static (int Offset, int Length)[] Frames(byte[] segment)
    {
        var frames = new List<(int, int)>();
        for (int at = LogFormat.SegmentHeaderLength; at < segment.Length;)
        {
            int length = LogFormat.FrameHeaderLength + BitConverter.ToInt32(segment, at + 4);
            frames.Add((at, length));
            at += length;
        }

        return [.. frames];
    }
}
