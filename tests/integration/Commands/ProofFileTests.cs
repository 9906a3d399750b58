using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Wire;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Proof files that somebody changed prove nothing, whatever was changed, and never throw.</summary>
public sealed class ProofFileTests
{
    private static readonly KeyScheme Keys = new(KeyMode.Hashed, 32);

    [Fact]
    public void Every_flipped_bit_of_a_proof_is_refused()
    {
        (byte[] file, TrustString trust) = Make(40);
        Assert.True(ProofFileCheck.TryCheck(file, trust, out _, out string? refusal), refusal);
        byte[] proof = Convert.FromBase64String((string)JsonNode.Parse(file)!["proof"]!);
        for (int bit = 0; bit < 8 * proof.Length; bit++)
        {
            byte[] flipped = [.. proof];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(ProofTampering.WithProof(file, "bit", flipped).File, trust);
        }

        foreach ((string _, byte[] tampered) in ProofTampering.Of(file)) AssertRefused(tampered, trust);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_of_a_file_is_an_answer()
    {
        (byte[] file, TrustString trust) = Make(3);
        ProofFileEntry[] claims = Claims(file, trust);
        for (int at = 0; at < file.Length; at++)
        {
            AssertRefused(file[..at], trust, unlessClaims: claims);
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. file];
                flipped[at] ^= (byte)(1 << bit);
                AssertRefused(flipped, trust, unlessClaims: claims);
            }
        }
    }

    [Fact]
    public void A_negative_revision_is_refused()
    {
        (byte[] file, TrustString trust) = Make(3);
        JsonNode root = JsonNode.Parse(file)!;
        root["revision"] = -1;
        Assert.False(ProofFileCheck.TryCheck(Encoding.UTF8.GetBytes(root.ToJsonString()), trust, out _, out string? refusal));
        Assert.Contains("-1", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"tree_id\":\"t\"}", "digest")]
    [InlineData("{\"foo\":1}", "The member \"foo\" is unknown")]
    [InlineData("{\"format\":\"a\",\"format\":\"b\"}", "The member \"format\" is given twice")]
    [InlineData("{\"entries\":[{\"id\":{\"base64\":\"*\"}}]}", "The text is not base64")]
    public void What_is_wrong_with_json_is_named(string text, string expected)
    {
        Assert.False(Json.TryRead(Encoding.UTF8.GetBytes(text), out ProofFile? _, out string? refusal));
        Assert.Contains(expected, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("(line", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_part_of_the_trust_string_matters()
    {
        (byte[] file, TrustString trust) = Make(5);
        string digest = trust.Digest.ToString();
        string[] others =
        [
            $"basis1:other:32:v:hashed:{digest}",
            $"basis1:{trust.TreeId}:31:v:raw:{digest}",
            $"basis1:{trust.TreeId}:32:1:hashed:{digest}",
            $"basis1:{trust.TreeId}:32:v:padded:{digest}",
            $"basis1:{trust.TreeId}:32:v:hashed:{digest[..^1]}0",
            $"basis1:{trust.TreeId}:32:v:hashed:0{digest[1..]}",
        ];
        foreach (string other in others)
        {
            Assert.True(TrustString.TryParse(other, out TrustString? parsed), other);
            if (parsed != trust) AssertRefused(file, parsed);

            // Also if the file is made to say the same as the wrong trust string: the check takes nothing from the file.
            JsonNode root = JsonNode.Parse(file)!;
            root["tree_id"] = parsed.TreeId;
            root["key_length"] = parsed.KeyLength;
            root["key_mode"] = other.Split(':')[4];
            root["digest"] = parsed.Digest.ToString();
            if (parsed.ValueLength is { } length) root["value_length"] = length;
            bool differsInWhatIsHashed = parsed.Digest != trust.Digest || parsed.KeyMode != trust.KeyMode || parsed.ValueLength is not null;
            if (differsInWhatIsHashed) AssertRefused(Encoding.UTF8.GetBytes(root.ToJsonString()), parsed);
        }
    }

    // A file whose change left the claims as they were, for instance another revision, may still prove them.
    private static void AssertRefused(byte[] file, TrustString trust, ProofFileEntry[]? unlessClaims = null)
    {
        if (!ProofFileCheck.TryCheck(file, trust, out ProofFile? proven, out string? refusal))
        {
            Assert.False(string.IsNullOrWhiteSpace(refusal));
            Assert.DoesNotContain(refusal, char.IsControl);
            return;
        }

        Assert.NotNull(unlessClaims);
        Assert.Equal(unlessClaims, proven.Entries);
    }

    private static ProofFileEntry[] Claims(byte[] file, TrustString trust)
    {
        Assert.True(ProofFileCheck.TryCheck(file, trust, out ProofFile? proven, out string? refusal), refusal);
        return [.. proven.Entries];
    }

    // A tree of some entries and a file that proves one of them and the absence of another.
    private static (byte[] File, TrustString Trust) Make(int count)
    {
        var prover = new Prover(new TreeParameters(32));
        for (int i = 0; i < count; i++) prover.Apply(Operation.Insert(Key(Id(i)), Encoding.UTF8.GetBytes($"value {i}")));
        prover.Seal();
        using Snapshot snapshot = prover.Snapshot();
        ReadOnlyMemory<byte>[] keys = [Key(Id(count / 2)), Key("nobody"u8.ToArray())];
        var proof = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.True(snapshot.TryProve(keys, proof, out _, out _));
        ProofFileEntry[] entries =
        [
            new(new Bytes(Id(count / 2)), Convert.ToHexStringLower(keys[0].Span), true,
                new Bytes(Encoding.UTF8.GetBytes($"value {count / 2}"))),
            new(new Bytes("nobody"u8.ToArray()), Convert.ToHexStringLower(keys[1].Span), false),
        ];
        var trust = new TrustString("tree", 32, null, KeyMode.Hashed, prover.Digest);
        var file = new ProofFile(ProofFile.FormatName, "tree", "hashed", 32, prover.Digest.ToString(), 1, entries,
            proof.WrittenSpan.ToArray());
        return (Json.ToBytes(file), trust);
    }

    private static byte[] Id(int number) => Encoding.UTF8.GetBytes($"id {number}");

    private static byte[] Key(byte[] id)
    {
        byte[] key = new byte[32];
        Assert.True(Keys.TryMap(id, key));
        return key;
    }
}
