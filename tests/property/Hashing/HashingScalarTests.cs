using System.Text.Json;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>BLAKE2b-256 of one message: against the RFC, the vectors, an independent implementation, and itself in pieces.</summary>
public sealed class HashingScalarTests
{
    [Fact]
    public void The_hash_of_abc_is_the_known_one() => Assert.Equal(
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319", Blake2b256.Hash("abc"u8).ToString());

    // RFC 7693 prints only the 64-byte hash: it differs from the 32-byte one in the first word of the parameter block alone, so it
    // shows the compression function word for word, the four words that a 32-byte hash drops included.
    [Fact]
    public unsafe void The_compression_gives_the_example_of_rfc_7693_appendix_a()
    {
        byte[] block = new byte[Blake2b.BlockLength];
        "abc"u8.CopyTo(block);
        ulong[] chain = new ulong[8];
        fixed (ulong* words = chain)
        fixed (byte* start = block)
        {
            Blake2b.Start(words);
            words[0] = Blake2b.Iv0 ^ 0x01010040;
            Blake2b.Compress(words, start, 3, ulong.MaxValue);
        }

        ulong[] expected =
        [
            0x0D4D1C983FA580BA, 0xE9F6129FB697276A, 0xB7C45A68142F214C, 0xD1A2FFDB6FBB124B,
            0x2D79AB2A39C5877D, 0x95CC3345DED552C2, 0x5A92F1DBA88AD318, 0x239900D4ED8623B9,
        ];
        Assert.Equal(expected, chain);
    }

    [Fact]
    public void Every_vector_of_the_file_holds()
    {
        int checkedLines = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", "blake2b256.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement vector = document.RootElement;
            if (vector.TryGetProperty("comment", out _)) continue;
            int seed = vector.GetProperty("seed").GetInt32();
            byte[] message = new byte[vector.GetProperty("length").GetInt32()];
            for (int i = 0; i < message.Length; i++) message[i] = (byte)((31L * i * i) + (7L * i) + seed);
            Assert.Equal(vector.GetProperty("digest").GetString(), Blake2b256.Hash(message).ToString());
            checkedLines++;
        }

        Assert.True(checkedLines > 400, $"Only {checkedLines} vectors were found.");
    }

    [Fact]
    public void Every_short_length_and_some_long_ones_agree_with_the_oracle()
    {
        var random = new HashingRandom();
        for (int length = 0; length <= 300; length++) Agrees(random.Bytes(length));
        for (int i = 0; i < 100; i++) Agrees(random.Bytes(random.Next(301, 20_000)));
        for (int blocks = 1; blocks <= 40; blocks++)
        {
            for (int beside = -1; beside <= 1; beside++) Agrees(random.Bytes((128 * blocks) + beside));
        }

        void Agrees(byte[] message)
        {
            string expected = HashingOracle.Hex(message);
            string actual = Blake2b256.Hash(message).ToString();
            Assert.True(expected == actual, $"Length {message.Length}, seed {random.Seed}: {actual} is not {expected}.");
        }
    }

    [Fact]
    public void Pieces_hash_like_the_whole()
    {
        var random = new HashingRandom();
        var incremental = new IncrementalBlake2b256();
        for (int round = 0; round < 2_000; round++)
        {
            byte[] message = random.Bytes(random.Next(0, 700));
            int pieceMax = random.Next(1, 400);
            for (int offset = 0; offset < message.Length;)
            {
                int length = Math.Min(random.Next(0, pieceMax + 1), message.Length - offset);
                incremental.Append(message.AsSpan(offset, length));
                offset += length;
            }

            Assert.True(Blake2b256.Hash(message) == incremental.Finish(), $"Length {message.Length}, seed {random.Seed}.");
        }
    }

    [Fact]
    public void Every_split_in_two_of_three_blocks_hashes_like_the_whole()
    {
        var random = new HashingRandom();
        byte[] message = random.Bytes(3 * Blake2b.BlockLength);
        Label whole = Blake2b256.Hash(message);
        byte[] hash = new byte[Blake2b.HashLength];
        for (int split = 0; split <= message.Length; split++)
        {
            var state = default(Blake2bState);
            state.Init();
            state.Update(message.AsSpan(0, split));
            state.Update(message.AsSpan(split));
            state.Finish(hash);
            Assert.True(whole == new Label(hash), $"Split at {split}, seed {random.Seed}.");
        }
    }

    [Fact]
    public void A_copy_of_the_state_is_a_fork_of_the_hash()
    {
        byte[] first = new byte[Blake2b.HashLength], second = new byte[Blake2b.HashLength];
        var state = default(Blake2bState);
        state.Init();
        state.Update("one"u8);
        Blake2bState fork = state;
        state.Update(" two"u8);
        fork.Update(" three"u8);
        state.Finish(first);
        fork.Finish(second);
        Assert.Equal(Blake2b256.Hash("one two"u8), new Label(first));
        Assert.Equal(Blake2b256.Hash("one three"u8), new Label(second));
    }

    [Fact]
    public void A_hash_may_be_written_over_its_message()
    {
        byte[] bytes = new HashingRandom().Bytes(200);
        Label expected = Blake2b256.Hash(bytes);
        Blake2b256.Hash(bytes, bytes);
        Assert.Equal(expected, new Label(bytes.AsSpan(0, 32)));
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        byte[] message = new byte[1_000], hash = new byte[Blake2b.HashLength];
        var incremental = new IncrementalBlake2b256();
        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Once();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Once()
        {
            Blake2b.Hash(message, hash);
            incremental.Append(message);
            incremental.Finish();
        }
    }

    [Fact]
    public void A_short_destination_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Blake2b256.Hash("x"u8, new byte[31]));
        Assert.Throws<ArgumentException>(() =>
        {
            var state = default(Blake2bState);
            state.Init();
            state.Finish(new byte[31]);
        });
    }
}
