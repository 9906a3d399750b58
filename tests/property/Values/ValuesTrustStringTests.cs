using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Trust strings: one text per value, and every other text is refused without an exception.</summary>
public sealed class ValuesTrustStringTests
{
    private const string Hex = "4ec61f485b98eb87153f7c57db4f5ecd75556fddbc403b41acf8441fde8e160900";

    // What mutations are made of: every character that occurs, its neighbours, and characters that look or count alike.
    private const string Characters = "0123456789abcdefABCDEFvVrawhshedpu:-_+ .,/\t\n\0\u0660\uFF11\u00e9\uD800GZz";

    [Theory]
    [InlineData("basis1:t:32:v:raw:" + Hex, 32, null, KeyMode.Raw)]
    [InlineData("basis1:t:1:0:raw:" + Hex, 1, 0, KeyMode.Raw)]
    [InlineData("basis1:t:255:16777216:padded:" + Hex, 255, 16_777_216, KeyMode.Padded)]
    [InlineData("basis1:t:2:8:padded:" + Hex, 2, 8, KeyMode.Padded)]
    [InlineData("basis1:t:32:8:hashed:" + Hex, 32, 8, KeyMode.Hashed)]
    public void A_well_formed_text_is_read_and_written_back(string text, int keyLength, int? valueLength, KeyMode mode)
    {
        Assert.True(TrustString.TryParse(text, out TrustString? trust));
        Assert.Equal("t", trust.TreeId);
        Assert.Equal(keyLength, trust.KeyLength);
        Assert.Equal(valueLength, trust.ValueLength);
        Assert.Equal(mode, trust.KeyMode);
        Assert.Equal(new KeyScheme(mode, keyLength), trust.Keys);
        Assert.Equal(Hex, trust.Digest.ToString());
        Assert.Equal(new TreeParameters(keyLength, valueLength, valueLength ?? TreeParameters.ValueLengthLimit), trust.Parameters);
        Assert.Equal(text, trust.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("basis1")]
    [InlineData(":::::")]
    [InlineData("basis2:t:32:v:raw:" + Hex)]
    [InlineData("Basis1:t:32:v:raw:" + Hex)]
    [InlineData(" basis1:t:32:v:raw:" + Hex)]
    [InlineData("basis1:t:32:v:raw:" + Hex + " ")]
    [InlineData("basis1:t:32:v:raw:" + Hex + "\n")]
    [InlineData("basis1:t:32:v:raw:" + Hex + ":")]
    [InlineData("basis1:t:32:v:raw:" + Hex + ":x")]
    [InlineData("basis1:t:32:v:raw")]
    [InlineData("basis1:t:32:v:raw:")]
    [InlineData("basis1::32:v:raw:" + Hex)]
    [InlineData("basis1:a b:32:v:raw:" + Hex)]
    [InlineData("basis1:\u00e9:32:v:raw:" + Hex)]
    [InlineData("basis1:t::v:raw:" + Hex)]
    [InlineData("basis1:t:0:v:raw:" + Hex)]
    [InlineData("basis1:t:256:v:raw:" + Hex)]
    [InlineData("basis1:t:032:v:raw:" + Hex)]
    [InlineData("basis1:t:+32:v:raw:" + Hex)]
    [InlineData("basis1:t:-32:v:raw:" + Hex)]
    [InlineData("basis1:t: 32:v:raw:" + Hex)]
    [InlineData("basis1:t:4294967328:v:raw:" + Hex)]
    [InlineData("basis1:t:\u0663\u0662:v:raw:" + Hex)]
    [InlineData("basis1:t:32::raw:" + Hex)]
    [InlineData("basis1:t:32:V:raw:" + Hex)]
    [InlineData("basis1:t:32:vv:raw:" + Hex)]
    [InlineData("basis1:t:32:00:raw:" + Hex)]
    [InlineData("basis1:t:32:08:raw:" + Hex)]
    [InlineData("basis1:t:32:-1:raw:" + Hex)]
    [InlineData("basis1:t:32:16777217:raw:" + Hex)]
    [InlineData("basis1:t:32:99999999999999999999:raw:" + Hex)]
    [InlineData("basis1:t:32:v::" + Hex)]
    [InlineData("basis1:t:32:v:Raw:" + Hex)]
    [InlineData("basis1:t:32:v:0:" + Hex)]
    [InlineData("basis1:t:31:v:hashed:" + Hex)]
    [InlineData("basis1:t:33:v:hashed:" + Hex)]
    [InlineData("basis1:t:1:v:padded:" + Hex)]
    [InlineData("basis1:t:32:v:raw:0" + Hex)]
    [InlineData("basis1:t:32:v:raw:00" + Hex)]
    [InlineData("basis1:t:32:v:raw:4EC61F485B98EB87153F7C57DB4F5ECD75556FDDBC403B41ACF8441FDE8E160900")]
    [InlineData("basis1:t:32:v:raw:gec61f485b98eb87153f7c57db4f5ecd75556fddbc403b41acf8441fde8e160900")]
    public void A_malformed_text_is_refused(string? text)
    {
        Assert.False(TrustString.TryParse(text, out TrustString? trust));
        Assert.Null(trust);
    }

    [Fact]
    public void A_tree_id_has_1_to_128_characters()
    {
        Assert.True(TrustString.TryParse($"basis1:{new string('x', 128)}:32:v:raw:{Hex}", out _));
        Assert.False(TrustString.TryParse($"basis1:{new string('x', 129)}:32:v:raw:{Hex}", out _));
        Assert.True(TrustString.IsTreeId("A-z_0-9"));
        Assert.False(TrustString.IsTreeId(""));
        for (char character = '\0'; character < 0x180; character++)
        {
            bool expected = character is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-';
            Assert.Equal(expected, TrustString.IsTreeId([character]));
        }
    }

    [Fact]
    public void Every_value_is_written_and_read_back()
    {
        var random = new HashingRandom();
        for (int round = 0; round < 5_000; round++)
        {
            TrustString trust = Any(random);
            Assert.True(TrustString.TryParse(trust.ToString(), out TrustString? again), $"{trust}, seed {random.Seed}");
            Assert.Equal(trust, again);
            Assert.Equal(trust.GetHashCode(), again.GetHashCode());
        }
    }

    [Fact]
    public void A_mutated_text_is_refused_or_is_the_text_of_its_value()
    {
        var random = new HashingRandom();
        int read = 0, refused = 0;
        for (int round = 0; round < 50_000; round++)
        {
            string text = Any(random).ToString();
            for (int mutations = random.Next(1, 4); mutations > 0; mutations--) text = Mutate(text, random);
            if (TrustString.TryParse(text, out TrustString? trust))
            {
                Assert.True(text == trust.ToString(), $"{text} was read as {trust}, seed {random.Seed}");
                read++;
            }
            else
            {
                Assert.Null(trust);
                refused++;
            }
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused: the mutations show nothing.");
    }

    [Fact]
    public void A_huge_hostile_text_is_refused_without_taking_memory()
    {
        string[] texts =
        [
            new(':', 1_000_000), "basis1:" + new string('x', 1_000_000),
            $"basis1:t:{new string('9', 1_000_000)}:v:raw:{Hex}", $"basis1:t:32:v:raw:{new string('0', 1_000_000)}",
        ];
        foreach (string text in texts) Assert.False(TrustString.TryParse(text, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string text in texts) _ = TrustString.TryParse(text, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_value_that_has_no_text_is_a_bug()
    {
        Assert.Throws<ArgumentNullException>(() => new TrustString(null!, 32, null, KeyMode.Raw, default));
        Assert.Throws<ArgumentException>(() => new TrustString("a:b", 32, null, KeyMode.Raw, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustString("t", 0, null, KeyMode.Raw, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustString("t", 31, null, KeyMode.Hashed, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustString("t", 32, -1, KeyMode.Raw, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustString("t", 32, (16 << 20) + 1, KeyMode.Raw, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustString("t", 32, null, (KeyMode)3, default));
    }

    private static TrustString Any(HashingRandom random)
    {
        const string letters = "abcXYZ019_-";
        char[] id = new char[random.Next(1, random.Next(0, 10) == 0 ? 129 : 10)];
        for (int i = 0; i < id.Length; i++) id[i] = letters[random.Next(0, letters.Length)];
        var mode = (KeyMode)random.Next(0, 3);
        int keyLength = mode == KeyMode.Hashed ? 32 : random.Next(2, 256);
        int? valueLength = random.Next(0, 3) switch
        {
            0 => null,
            1 => random.Next(0, 100),
            _ => random.Next(0, TreeParameters.ValueLengthLimit + 1),
        };
        return new TrustString(new string(id), keyLength, valueLength, mode, Digest.Read(random.Bytes(Digest.Length)));
    }

    private static string Mutate(string text, HashingRandom random)
    {
        int place = random.Next(0, text.Length);
        char character = Characters[random.Next(0, Characters.Length)];
        return random.Next(0, 5) switch
        {
            0 => text.Remove(place, 1),
            1 => text.Insert(place, character.ToString()),
            2 => text[..place] + text[random.Next(0, text.Length)..],
            3 => text.Remove(place),
            _ => text.Remove(place, 1).Insert(place, character.ToString()),
        } is { Length: > 0 } mutated ? mutated : "x";
    }
}
