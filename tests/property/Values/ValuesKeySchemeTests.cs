using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Ids and keys: injective, order-preserving where promised, never a sentinel, and ranges that hold exactly their ids.</summary>
public sealed class ValuesKeySchemeTests
{
    // Bytes at which padding, carries and order could go wrong.
    private static readonly byte[] Edges = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF];

    [Theory]
    [InlineData(nameof(KeyMode.Raw), 0)]
    [InlineData(nameof(KeyMode.Raw), 256)]
    [InlineData(nameof(KeyMode.Padded), 1)]
    [InlineData(nameof(KeyMode.Padded), 256)]
    [InlineData(nameof(KeyMode.Hashed), 31)]
    [InlineData(nameof(KeyMode.Hashed), 33)]
    [InlineData("3", 32)]
    public void A_scheme_that_no_tree_can_have_is_refused(string mode, int keyLength) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyScheme(Enum.Parse<KeyMode>(mode), keyLength));

    [Fact]
    public void A_hashed_key_is_the_hash_of_tag_and_id()
    {
        var scheme = new KeyScheme(KeyMode.Hashed, 32);
        Assert.Equal(HashingOracle.Hex([.. "BasisTrees key v1\0"u8, .. "alice"u8]), Hex(scheme, "alice"u8));
        Assert.Equal("c78c5e3249a8c4c62688aae8279f15571524eb6f93232fb5097ab59f25996548", Hex(scheme, "alice"u8));
        var random = new HashingRandom();
        foreach (int length in (int[])[1, 109, 110, 111, 32, 1_000, KeyScheme.HashedIdLengthMax])
        {
            byte[] id = random.Bytes(length);
            Assert.Equal(HashingOracle.Hex([.. "BasisTrees key v1\0"u8, .. id]), Hex(scheme, id));
        }
    }

    [Fact]
    public void Padded_and_raw_keys_have_these_bytes()
    {
        Assert.Equal("6162000000000002", Hex(new KeyScheme(KeyMode.Padded, 8), "ab"u8));
        Assert.Equal("0001", Hex(new KeyScheme(KeyMode.Padded, 2), [0]));
        Assert.Equal("ff01", Hex(new KeyScheme(KeyMode.Padded, 2), [0xFF]));
        Assert.Equal("6162", Hex(new KeyScheme(KeyMode.Raw, 2), "ab"u8));
    }

    [Fact]
    public void Ids_of_impossible_length_and_sentinels_are_refused_and_explained()
    {
        Refused(new KeyScheme(KeyMode.Raw, 4), [], "empty");
        Refused(new KeyScheme(KeyMode.Raw, 4), [1, 2, 3], "4 bytes, not 3");
        Refused(new KeyScheme(KeyMode.Raw, 4), [1, 2, 3, 4, 5], "4 bytes, not 5");
        Refused(new KeyScheme(KeyMode.Raw, 4), [0, 0, 0, 0], "sentinels");
        Refused(new KeyScheme(KeyMode.Raw, 4), [0xFF, 0xFF, 0xFF, 0xFF], "sentinels");
        Refused(new KeyScheme(KeyMode.Padded, 4), [], "empty");
        Refused(new KeyScheme(KeyMode.Padded, 4), [1, 2, 3, 4], "at most 3 bytes, not 4");
        Refused(new KeyScheme(KeyMode.Padded, 255), new byte[255], "at most 254 bytes, not 255");
        Refused(new KeyScheme(KeyMode.Hashed, 32), [], "empty");
        Refused(new KeyScheme(KeyMode.Hashed, 32), new byte[KeyScheme.HashedIdLengthMax + 1], "at most 65536 bytes, not 65537");
    }

    [Fact]
    public void Padding_keeps_order_and_never_maps_two_ids_to_one_key_or_one_to_a_sentinel()
    {
        var scheme = new KeyScheme(KeyMode.Padded, 4);
        List<byte[]> ids = Texts(1, scheme.IdLengthMax);
        ids.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        byte[] before = new byte[scheme.KeyLength], key = new byte[scheme.KeyLength];
        foreach (byte[] id in ids)
        {
            Assert.True(scheme.TryMap(id, key));
            Assert.True(before.AsSpan().SequenceCompareTo(key) < 0, $"{Convert.ToHexString(id)} is not above the id before it.");
            Assert.True(key.AsSpan().ContainsAnyExcept((byte)0xFF));
            key.CopyTo(before, 0);
        }
    }

    [Fact]
    public void Padding_keeps_order_at_every_key_length()
    {
        var random = new HashingRandom();
        for (int keyLength = 2; keyLength <= TreeParameters.KeyLengthMax; keyLength++)
        {
            var scheme = new KeyScheme(KeyMode.Padded, keyLength);
            byte[] first = new byte[keyLength], second = new byte[keyLength];
            for (int round = 0; round < 40; round++)
            {
                byte[] left = Text(random, random.Next(1, keyLength));
                byte[] right = [.. left.AsSpan(0, random.Next(0, left.Length + 1)), .. Text(random, random.Next(0, 5))];
                if (right.Length == 0 || right.Length > scheme.IdLengthMax) continue;
                Assert.True(scheme.TryMap(left, first) && scheme.TryMap(right, second));
                Assert.True(
                    Math.Sign(left.AsSpan().SequenceCompareTo(right)) == Math.Sign(first.AsSpan().SequenceCompareTo(second)),
                    $"{Convert.ToHexString(left)} and {Convert.ToHexString(right)}, key length {keyLength}, seed {random.Seed}");
            }
        }
    }

    [Theory]
    [InlineData(nameof(KeyMode.Raw), 3)]
    [InlineData(nameof(KeyMode.Padded), 4)]
    public void A_key_gives_its_id_back_and_every_other_text_is_refused(string mode, int keyLength)
    {
        var scheme = new KeyScheme(Enum.Parse<KeyMode>(mode), keyLength);
        byte[] key = new byte[keyLength], id = new byte[keyLength], again = new byte[keyLength];
        int recovered = 0;
        foreach (byte[] text in Texts(0, keyLength + 1))
        {
            if (scheme.TryMap(text, key))
            {
                Assert.True(scheme.TryRecover(key, id, out int length));
                Assert.Equal(text, id[..length]);
                Assert.Equal("", scheme.Explain(text));
                recovered++;
            }

            // Any bytes as a key: an id comes back only if it is the one id of this key.
            if (!scheme.TryRecover(text, id, out int found))
            {
                Assert.Equal(0, found);
                continue;
            }

            Assert.True(scheme.TryMap(id.AsSpan(0, found), again));
            Assert.Equal(text, again);
        }

        Assert.True(recovered > 300, $"Only {recovered} ids were tried.");
    }

    [Fact]
    public void No_id_comes_back_from_a_hashed_key()
    {
        var scheme = new KeyScheme(KeyMode.Hashed, 32);
        byte[] key = new byte[32];
        Assert.True(scheme.TryMap("alice"u8, key));
        Assert.False(scheme.TryRecover(key, new byte[32], out int length));
        Assert.Equal(0, length);
    }

    [Theory]
    [InlineData(nameof(KeyMode.Raw), 2)]
    [InlineData(nameof(KeyMode.Padded), 3)]
    public void A_range_holds_exactly_the_ids_between_its_ends(string mode, int keyLength)
    {
        var scheme = new KeyScheme(Enum.Parse<KeyMode>(mode), keyLength);
        List<(byte[] Id, byte[] Key)> entries = Entries(scheme);
        byte[] lower = new byte[keyLength], upper = new byte[keyLength], unused = new byte[keyLength];
        foreach (byte[] bound in Texts(0, keyLength + 1))
        {
            Assert.True(scheme.TryRange(bound, [], lower, unused));
            Assert.True(unused.AsSpan().IndexOfAnyExcept((byte)0xFF) < 0);
            Assert.True(scheme.TryRange([], bound, unused, upper));
            Assert.True(unused.AsSpan().IndexOfAnyExcept((byte)0) < 0);
            foreach ((byte[] id, byte[] key) in entries)
            {
                string where = $"id {Convert.ToHexString(id)}, bound {Convert.ToHexString(bound)}";
                bool atOrPast = id.AsSpan().SequenceCompareTo(bound) >= 0;
                Assert.True(atOrPast == key.AsSpan().SequenceCompareTo(lower) >= 0, where);
                Assert.True((bound.Length == 0 || !atOrPast) == key.AsSpan().SequenceCompareTo(upper) < 0, where);
            }
        }
    }

    [Theory]
    [InlineData(nameof(KeyMode.Raw), 3)]
    [InlineData(nameof(KeyMode.Padded), 4)]
    public void A_prefix_holds_exactly_the_ids_that_begin_with_it(string mode, int keyLength)
    {
        var scheme = new KeyScheme(Enum.Parse<KeyMode>(mode), keyLength);
        List<(byte[] Id, byte[] Key)> entries = Entries(scheme);
        byte[] lower = new byte[keyLength], upper = new byte[keyLength];
        foreach (byte[] prefix in Texts(0, keyLength))
        {
            Assert.True(scheme.TryPrefixRange(prefix, lower, upper));
            foreach ((byte[] id, byte[] key) in entries)
            {
                bool inside = key.AsSpan().SequenceCompareTo(lower) >= 0 && key.AsSpan().SequenceCompareTo(upper) < 0;
                if (id.AsSpan().StartsWith(prefix) != inside)
                {
                    Assert.Fail($"id {Convert.ToHexString(id)}, prefix {Convert.ToHexString(prefix)}: inside is {inside}");
                }
            }
        }
    }

    [Fact]
    public void The_longest_keys_have_ranges_too()
    {
        var scheme = new KeyScheme(KeyMode.Padded, 255);
        byte[] lower = new byte[255], upper = new byte[255], key = new byte[255], longest = new byte[254];
        Array.Fill(longest, (byte)0xFF);
        Assert.True(scheme.TryMap(longest, key));
        Assert.True(scheme.TryPrefixRange([0xFF], lower, upper));
        Assert.True(lower.AsSpan().SequenceCompareTo(key) <= 0 && key.AsSpan().SequenceCompareTo(upper) < 0);
        Assert.True(scheme.TryRange([.. longest, 0], [], lower, upper));
        Assert.True(key.AsSpan().SequenceCompareTo(lower) < 0);
    }

    [Fact]
    public void A_hashed_tree_has_no_range_of_ids_but_the_whole()
    {
        var scheme = new KeyScheme(KeyMode.Hashed, 32);
        byte[] lower = new byte[32], upper = new byte[32];
        Assert.False(scheme.TryRange("a"u8, [], lower, upper));
        Assert.False(scheme.TryRange([], "a"u8, lower, upper));
        Assert.False(scheme.TryPrefixRange("a"u8, lower, upper));
        Assert.True(scheme.TryPrefixRange([], lower, upper));
        Assert.True(scheme.TryRange([], [], lower, upper));
        Assert.False(scheme.KeepsOrder);
    }

    [Fact]
    public void A_destination_of_the_wrong_length_is_a_bug()
    {
        var scheme = new KeyScheme(KeyMode.Padded, 8);
        Assert.Throws<ArgumentException>(() => scheme.TryMap("a"u8, new byte[7]));
        Assert.Throws<ArgumentException>(() => scheme.TryMap("a"u8, new byte[9]));
        Assert.Throws<ArgumentException>(() => scheme.TryRecover(new byte[8], new byte[7], out _));
        Assert.Throws<ArgumentException>(() => scheme.TryRange([], [], new byte[8], new byte[7]));
        Assert.Throws<ArgumentException>(() => scheme.TryPrefixRange([], new byte[9], new byte[8]));
    }

    private static void Refused(KeyScheme scheme, byte[] id, string reason)
    {
        Assert.False(scheme.TryMap(id, new byte[scheme.KeyLength]));
        Assert.Contains(reason, scheme.Explain(id), StringComparison.Ordinal);
    }

    private static string Hex(KeyScheme scheme, ReadOnlySpan<byte> id)
    {
        byte[] key = new byte[scheme.KeyLength];
        Assert.True(scheme.TryMap(id, key));
        Assert.Equal("", scheme.Explain(id));
        return Convert.ToHexStringLower(key);
    }

    private static List<(byte[] Id, byte[] Key)> Entries(KeyScheme scheme)
    {
        var entries = new List<(byte[] Id, byte[] Key)>();
        foreach (byte[] id in Texts(scheme.IdLengthMin, scheme.IdLengthMax))
        {
            byte[] key = new byte[scheme.KeyLength];
            if (scheme.TryMap(id, key)) entries.Add((id, key));
        }

        return entries;
    }

    // Every text of the edge bytes with a length in the range.
    private static List<byte[]> Texts(int lengthMin, int lengthMax)
    {
        List<byte[]> all = [], last = [[]];
        if (lengthMin == 0) all.Add([]);
        for (int length = 1; length <= lengthMax; length++)
        {
            List<byte[]> next = [];
            foreach (byte[] text in last)
            {
                foreach (byte edge in Edges) next.Add([.. text, edge]);
            }

            if (length >= lengthMin) all.AddRange(next);
            last = next;
        }

        return all;
    }

    private static byte[] Text(HashingRandom random, int length)
    {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) text[i] = Edges[random.Next(0, Edges.Length)];
        return text;
    }
}
