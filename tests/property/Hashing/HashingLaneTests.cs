using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Hashing side by side gives, lane for lane and for every count, what hashing one by one gives.</summary>
public sealed unsafe class HashingLaneTests
{
    private const int CountMax = 80;
    private const byte Untouched = 0xA5;

    [Fact]
    public void The_best_kind_is_supported_and_a_kind_implies_the_narrower_ones()
    {
        Assert.True(LabelLanes.IsSupported(LabelLanes.Best));
        Assert.True(LabelLanes.IsSupported(LaneKind.Scalar));
        Assert.True(!LabelLanes.IsSupported(LaneKind.Avx512) || LabelLanes.IsSupported(LaneKind.Avx2));
        Xunit.TestContext.Current.TestOutputHelper?.WriteLine($"Best kind here: {LabelLanes.Best}");
    }

    [Theory]
    [InlineData(nameof(LaneKind.Scalar))]
    [InlineData(nameof(LaneKind.Avx2))]
    [InlineData(nameof(LaneKind.Avx512))]
    public void Pairs_hash_like_their_messages(string kindName)
    {
        LaneKind kind = Supported(kindName);
        var random = new HashingRandom();
        for (int count = 0; count <= CountMax; count++)
        {
            for (int round = 0; round < 4; round++) CheckPairs(kind, random, count);
        }
    }

    [Theory]
    [InlineData(nameof(LaneKind.Scalar))]
    [InlineData(nameof(LaneKind.Avx2))]
    [InlineData(nameof(LaneKind.Avx512))]
    public void Blocks_hash_like_their_messages(string kindName)
    {
        LaneKind kind = Supported(kindName);
        var random = new HashingRandom();
        for (int count = 0; count <= CountMax; count++)
        {
            for (int round = 0; round < 4; round++) CheckBlocks(kind, random, count);
        }
    }

    [Theory]
    [InlineData(nameof(LaneKind.Scalar))]
    [InlineData(nameof(LaneKind.Avx2))]
    [InlineData(nameof(LaneKind.Avx512))]
    public void Every_block_length_in_every_lane_agrees_with_the_oracle(string kindName)
    {
        LaneKind kind = Supported(kindName);
        var random = new HashingRandom();
        const int lanes = 8;
        int[] lengths = new int[lanes];
        string[] expected = new string[lanes];
        byte[] blocks = new byte[lanes * Blake2b.BlockLength], hashes = new byte[lanes * Label.Length];
        byte** outputs = stackalloc byte*[lanes];
        for (int first = 0; first <= Blake2b.BlockLength; first++)
        {
            Array.Clear(blocks);
            for (int i = 0; i < lanes; i++)
            {
                lengths[i] = (first + (i * 17)) % (Blake2b.BlockLength + 1);
                byte[] message = random.Bytes(lengths[i]);
                message.CopyTo(blocks, i * Blake2b.BlockLength);
                expected[i] = HashingOracle.Hex(message);
            }

            fixed (byte* blockStart = blocks, hashStart = hashes)
            fixed (int* lengthStart = lengths)
            {
                for (int i = 0; i < lanes; i++) outputs[i] = hashStart + (i * Label.Length);
                LabelLanes.HashBlocks(kind, blockStart, lengthStart, outputs, lanes);
            }

            for (int i = 0; i < lanes; i++)
            {
                string actual = Convert.ToHexStringLower(hashes, i * Label.Length, Label.Length);
                Assert.True(expected[i] == actual, $"Length {lengths[i]}, lane {i}, seed {random.Seed}.");
            }
        }
    }

    [Fact]
    public void Without_a_kind_the_best_one_is_used()
    {
        byte[] bytes = new HashingRandom().Bytes(2 * Label.Length);
        byte[] block = [1, 0xFF, .. bytes, .. new byte[62]];
        byte[] hashes = new byte[2 * Label.Length];
        byte balance = 0xFF;
        int length = 66;
        fixed (byte* pair = bytes, blockStart = block, hashStart = hashes)
        {
            byte* input = pair, first = hashStart, second = hashStart + Label.Length;
            LabelLanes.HashPairs(&input, &balance, &first, 1);
            LabelLanes.HashBlocks(blockStart, &length, &second, 1);
        }

        string expected = HashingOracle.Hex(block.AsSpan(0, 66));
        Assert.Equal(expected + expected, Convert.ToHexStringLower(hashes));
    }

    // Pairs and outputs lie scattered and at odd addresses, the outputs in the opposite order.
    private static void CheckPairs(LaneKind kind, HashingRandom random, int count)
    {
        const int slot = 97;
        byte[] inputs = random.Bytes((count * slot) + 1), results = new byte[(count * slot) + 1], balances = random.Bytes(count + 1);
        Array.Fill(results, Untouched);
        for (int i = 0; i < count; i++) balances[i] = (byte)random.Next(-1, 2);
        byte*[] pairs = new byte*[count + 1], outputs = new byte*[count + 1];
        fixed (byte* inputStart = inputs, resultStart = results, balanceStart = balances)
        fixed (byte** pairStart = pairs, outputStart = outputs)
        {
            for (int i = 0; i < count; i++)
            {
                pairs[i] = inputStart + (i * slot);
                outputs[i] = resultStart + ((count - 1 - i) * slot);
            }

            LabelLanes.HashPairs(kind, pairStart, balanceStart, outputStart, count);
        }

        byte[] message = new byte[66];
        for (int i = 0; i < count; i++)
        {
            message[0] = 1;
            message[1] = balances[i];
            inputs.AsSpan(i * slot, 64).CopyTo(message.AsSpan(2));
            Check(results.AsSpan((count - 1 - i) * slot, slot), message, $"{kind}, pair {i} of {count}, seed {random.Seed}");
        }
    }

    private static void CheckBlocks(LaneKind kind, HashingRandom random, int count)
    {
        const int slot = 41;
        byte[] blocks = new byte[(count * Blake2b.BlockLength) + 1], results = new byte[(count * slot) + 1];
        Array.Fill(results, Untouched);
        int[] lengths = new int[count + 1];
        byte*[] outputs = new byte*[count + 1];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = random.Next(0, Blake2b.BlockLength + 1);
            random.Bytes(lengths[i]).CopyTo(blocks, i * Blake2b.BlockLength);
        }

        fixed (byte* blockStart = blocks, resultStart = results)
        fixed (int* lengthStart = lengths)
        fixed (byte** outputStart = outputs)
        {
            for (int i = 0; i < count; i++) outputs[i] = resultStart + (i * slot);
            LabelLanes.HashBlocks(kind, blockStart, lengthStart, outputStart, count);
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> message = blocks.AsSpan(i * Blake2b.BlockLength, lengths[i]);
            Check(results.AsSpan(i * slot, slot), message, $"{kind}, block {i} of {count}, seed {random.Seed}");
        }
    }

    private static void Check(ReadOnlySpan<byte> result, ReadOnlySpan<byte> message, string where)
    {
        Span<byte> expected = stackalloc byte[Label.Length];
        Blake2b.Hash(message, expected);
        Assert.True(result[..Label.Length].SequenceEqual(expected), where + ": another hash");
        Assert.True(result[Label.Length..].IndexOfAnyExcept(Untouched) < 0, where + ": bytes behind the hash were written");
    }

    private static LaneKind Supported(string name)
    {
        LaneKind kind = Enum.Parse<LaneKind>(name);
        if (!LabelLanes.IsSupported(kind)) Assert.Skip($"This machine has no {name}.");
        return kind;
    }
}
