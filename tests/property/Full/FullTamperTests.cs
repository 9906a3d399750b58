using BasisTrees.Persistence;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A full checkpoint that is not what was written is refused with file and offset, whatever it is.</summary>
public sealed class FullTamperTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_flipped_bit_and_every_length_is_refused(bool packs)
    {
        byte[] file = FullBench.Bytes(Hashed, 12, packs, out StoreId storeId, out long revision);
        for (int at = 0; at < file.Length; at++)
        {
            byte[] changed = [.. file];
            changed[at] ^= (byte)(1 << (at % 8));
            Refused(changed, storeId, revision, $"byte {at}");
        }

        for (int length = 0; length < file.Length; length++) Refused(file[..length], storeId, revision, $"length {length}");
        Refused([.. file, 0], storeId, revision, "a byte more");
        Refused([.. file, .. file], storeId, revision, "twice");
    }

    [Fact]
    public void Chunks_of_another_place_store_or_revision_are_refused()
    {
        byte[] file = FullBench.Bytes(Hashed, 12, packs: false, out StoreId storeId, out long revision);
        StoreException other = Refused(file, new StoreId("fedcba9876543210"u8), revision, "another store");
        Assert.Contains("of store 66656463626139383736353433323130", other.Message, StringComparison.Ordinal);
        Refused(file, storeId, revision + 1, "another revision");
        byte[] foreign = FullForge.File(FullForge.Chunks(file), new StoreId("fedcba9876543210"u8), revision);
        byte[] header = foreign[..FullFormat.FullHeaderLength];
        Refused([.. header, .. file[FullFormat.FullHeaderLength..]], storeId, revision, "another header");
        Refused(foreign, new StoreId("fedcba9876543210"u8), revision, "a state of another store");
    }

    /// <summary>All checksums are right; it is the content that does not hold together.</summary>
    [Fact]
    public void Chunks_left_out_moved_or_doubled_are_refused()
    {
        byte[] file = FullBench.Bytes(Hashed, 3000, packs: false, out StoreId storeId, out long revision);
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = FullForge.Chunks(file);
        Assert.Equal(file, FullForge.File(chunks, storeId, revision));
        output.WriteLine($"{chunks.Count} chunks");
        Assert.True(chunks.Count > 6);
        for (int i = 0; i < chunks.Count; i++)
        {
            Refused(FullForge.File(chunks.Where((_, at) => at != i), storeId, revision), storeId, revision, $"without chunk {i}");
            Refused(FullForge.File([.. chunks[..i], chunks[i], .. chunks[i..]], storeId, revision), storeId, revision, $"chunk {i} twice");
            if (i + 1 == chunks.Count) continue;
            Refused(
                FullForge.File([.. chunks[..i], chunks[i + 1], chunks[i], .. chunks[(i + 2)..]], storeId, revision),
                storeId, revision, $"chunk {i} later");
        }
    }

    /// <summary>Whoever writes the checksums anew can change what nothing else states, such as times; never the tree or its ids.</summary>
    [Fact]
    public void A_changed_byte_under_right_checksums_never_changes_the_tree()
    {
        byte[] file = FullBench.Bytes(Hashed, 12, packs: false, out StoreId storeId, out long revision);
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = FullForge.Chunks(file);
        Digest digest = FullBench.Read(file, storeId, revision, Hashed.Parameters).Root.Digest;
        int harmless = 0;
        for (int i = 0; i < chunks.Count - 1; i++)
        {
            for (int at = 0; at < chunks[i].Payload.Length; at++)
            {
                byte[] changed = [.. chunks[i].Payload];
                changed[at] ^= (byte)(1 << (at % 8));
                (ushort, byte, byte[]) other = (chunks[i].Type, chunks[i].Flags, changed);
                byte[] forged = FullForge.File([.. chunks[..i], other, .. chunks[(i + 1)..]], storeId, revision);
                try
                {
                    Assert.Equal(digest, FullBench.Read(forged, storeId, revision, Hashed.Parameters).Root.Digest);
                    Assert.True(chunks[i].Type == FullFormat.StateChunk && at < 200, $"chunk {i}, byte {at} was believed");
                    harmless++;
                }
                catch (StoreException refusal)
                {
                    Assert.NotNull(refusal.File);
                }
            }
        }

        output.WriteLine($"{harmless} bytes that only the checksums guard");
        Assert.True(harmless < 100);
    }

    [Fact]
    public void Incarnations_are_read_where_they_stand_once_and_are_some()
    {
        byte[] file = FullBench.Bytes(Hashed, 12, packs: false, out StoreId storeId, out long revision);
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = FullForge.Chunks(file);
        FullState state = FullBench.Read(file, storeId, revision, Hashed.Parameters).State;
        Assert.Empty(state.Lives);
        Incarnation[] lives = [.. Enumerable.Range(0, IncarnationFile.KeptMax).Select(i => new Incarnation(
            (ulong)(40 - i), new string('a', 32), IncarnationOrigin.Copied, DateTimeOffset.UnixEpoch.AddDays(i), i, state.Chain.Digest))];
        var payload = new ByteWriter();
        (state with { Lives = lives }).WriteLives(payload);
        byte[] bytes = payload.Written.ToArray();
        for (int at = 1; at < chunks.Count; at++)
        {
            (ushort, byte, byte[]) right = (FullFormat.LivesChunk, FullFormat.OptionalChunk, bytes);
            List<(ushort, byte, byte[])> with = [.. chunks[..at], right, .. chunks[at..]];
            byte[] whole = FullForge.File(with, storeId, revision);
            Assert.Equal(lives, FullBench.Read(whole, storeId, revision, Hashed.Parameters).State.Lives);
            Refused(FullForge.File([.. with[..at], with[at], .. with[at..]], storeId, revision), storeId, revision, "two chunks");
        }

        byte[][] wrong = [[], [1], [0, 0], [.. bytes, 0], bytes[..^1], [33, 0, .. bytes[2..], .. new byte[IncarnationEntry.Length]]];
        foreach (byte[] other in wrong)
        {
            (ushort, byte, byte[]) chunk = (FullFormat.LivesChunk, FullFormat.OptionalChunk, other);
            Refused(FullForge.File([chunks[0], chunk, .. chunks[1..]], storeId, revision), storeId, revision, $"{other.Length} bytes");
        }

        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x81;
            (ushort, byte, byte[]) chunk = (FullFormat.LivesChunk, FullFormat.OptionalChunk, changed);
            byte[] forged = FullForge.File([chunks[0], chunk, .. chunks[1..]], storeId, revision);
            try
            {
                FullBench.Read(forged, storeId, revision, Hashed.Parameters);
            }
            catch (StoreDamagedException refusal)
            {
                Assert.Contains("incarnations", refusal.Expected, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_unknown_chunk_is_passed_over_if_it_may_be_and_named_if_not()
    {
        byte[] file = FullBench.Bytes(Hashed, 12, packs: false, out StoreId storeId, out long revision);
        List<(ushort Type, byte Flags, byte[] Payload)> chunks = FullForge.Chunks(file);
        for (int at = 1; at < chunks.Count; at++)
        {
            chunks.Insert(at, (77, FullFormat.OptionalChunk, [1, 2, 3]));
            byte[] passed = FullForge.File(chunks, storeId, revision);
            Assert.Equal(11, FullBench.Read(passed, storeId, revision, Hashed.Parameters).Root.Count);
            chunks[at] = (77, 0, [1, 2, 3]);
            StoreException refusal = Refused(FullForge.File(chunks, storeId, revision), storeId, revision, $"chunk {at}");
            Assert.Contains("a chunk of type 77, version 1, that this program does not know", refusal.Message, StringComparison.Ordinal);
            chunks.RemoveAt(at);
        }
    }

    [Fact]
    public void A_newer_version_is_refused_by_name()
    {
        byte[] file = FullBench.Bytes(Hashed, 2, packs: false, out StoreId storeId, out long revision);
        file[8] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(60), Crc32C.Compute(file.AsSpan(0, 60)));
        StoreException refusal = Refused(file, storeId, revision, "version 2");
        Assert.Contains("format version 2; this program knows version 1", refusal.Message, StringComparison.Ordinal);
    }

    private static StoreException Refused(byte[] file, StoreId storeId, long revision, string where)
    {
        try
        {
            FullBench.Read(file, storeId, revision, Hashed.Parameters);
        }
        catch (StoreException refusal)
        {
            Assert.True(refusal.Offset is >= 0 && refusal.Offset <= file.Length, where);
            Assert.EndsWith(FileNames.Full(revision), refusal.File, StringComparison.Ordinal);
            return refusal;
        }

        throw new InvalidOperationException($"{where}: it was not refused.");
    }
}
