using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>The blocks of a piece give what was written, or refuse.</summary>
public sealed class BackupBlockTests
{
    private static readonly BackupMoment s_moment = new(new ChainPoint(7, 9, default, default), 5);

    private static readonly BackupHeader s_header = new(new StoreId("0123456789abcdef"u8), BackupKind.Full, 3, s_moment, s_moment);

    public static TheoryData<int, bool> Lengths
    {
        get
        {
            TheoryData<int, bool> data = [];
            int block = BackupFormat.BlockLength;
            foreach (int length in new[] { 0, 1, 1000, block - 1, block, block + 1, (2 * block) + 5 })
            {
                data.Add(length, true);
                data.Add(length, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void What_is_read_is_what_was_written(int length, bool encrypted)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        byte[] file = Write(bytes, encrypted ? BackupBench.Key : null);
        Assert.Equal(bytes, Read(file, encrypted ? BackupBench.Key : null));
        if (encrypted && length >= 1000) Assert.Equal(-1, file.AsSpan().IndexOf(bytes.AsSpan(100, 16)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_changed_bit_and_every_length_is_refused(bool encrypted)
    {
        BackupKey? key = encrypted ? BackupBench.Key : null;
        byte[] file = Write(new byte[300], key);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= (byte)(1 << (at % 8));
            Refused(changed, key);
        }

        for (int length = 0; length < file.Length; length++) Refused(file[..length], key);
        Refused([.. file, 0], key);
    }

    [Fact]
    public void A_block_cut_off_moved_or_of_another_file_is_refused()
    {
        int length = BackupFormat.BlockHeaderLength + BackupFormat.BlockLength + BackupFormat.TagLength;
        byte[] bytes = new byte[(2 * BackupFormat.BlockLength) + 10];
        new Random(3).NextBytes(bytes);
        byte[] file = Write(bytes, BackupBench.Key);
        byte[] again = Write(bytes, BackupBench.Key);
        const int start = BackupFormat.BackupHeaderLength;
        Refused(file[..(start + length)], BackupBench.Key);
        Refused(file[..(start + (2 * length))], BackupBench.Key);
        Refused([.. file[..start], .. file[(start + length)..]], BackupBench.Key);
        StoreException mixed = Refused([.. file[..start], .. again[start..]], BackupBench.Key);
        Assert.Equal(start, mixed.Offset);
    }

    [Fact]
    public void A_key_that_is_missing_wrong_or_for_nothing_is_refused_in_one_sentence()
    {
        byte[] encrypted = Write([1, 2, 3], BackupBench.Key);
        byte[] plain = Write([1, 2, 3], null);
        Assert.Equal("/sim/b was encrypted with another key.", Refused(encrypted, BackupBench.OtherKey).Message);
        Assert.Equal("/sim/b is encrypted, and no key was given.", Refused(encrypted, null).Message);
        string sentence = Refused(plain, BackupBench.Key).Message;
        Assert.StartsWith("/sim/b is not encrypted, although a key was given", sentence, StringComparison.Ordinal);
    }

    private static byte[] Write(byte[] bytes, BackupKey? key)
    {
        var disk = new SimDisk(1);
        using (IFile file = disk.Open("b", FileOpening.Create))
        {
            using var sink = new BackupSink(file, s_header.EncryptedWith(key), key);
            for (int at = 0; at < bytes.Length; at += 70_000) sink.Write(bytes.AsSpan(at, Math.Min(70_000, bytes.Length - at)));
            Assert.Equal(bytes.Length, sink.Position);
            Assert.Equal(file.ReadLength() + Pending(bytes.Length, key), sink.Finish());
        }

        return disk.Image()["b"];
    }

    // The last block is written at the end only.
    private static long Pending(int length, BackupKey? key)
    {
        int last = length == 0 ? 0 : ((length - 1) % BackupFormat.BlockLength) + 1;
        return BackupFormat.BlockHeaderLength + last + (key is null ? 0 : BackupFormat.TagLength);
    }

    private static byte[] Read(byte[] bytes, BackupKey? key)
    {
        var disk = new SimDisk(1);
        disk.Replace("b", bytes);
        using IFile file = disk.Open("b", FileOpening.Read);
        byte[] header = new byte[BackupFormat.BackupHeaderLength];
        int length = file.ReadAt(0, header);
        using var source = new BackupSource(file, BackupHeader.Read(header.AsSpan(0, length), file.Path), key);
        byte[] read = new byte[bytes.Length];
        int count = source.Read(read);
        source.ExpectEnd();
        return read[..count];
    }

    private static StoreException Refused(byte[] file, BackupKey? key) => Assert.ThrowsAny<StoreException>(() => Read(file, key));
}
