using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The commands on a data directory, each as a process.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Values_are_put_read_listed_and_taken_away()
    {
        string data = _scratch.Store("data", "--keys", "padded", "--key-length", "20");
        Assert.Contains("Committed as revision 1;", BasisProgram.Run("put", "--data", data, "b", "2").Talk, StringComparison.Ordinal);
        BasisProgram.RunWith("1"u8.ToArray(), "put", "--data", data, "a").Done();
        BasisProgram.Run("put", "--data", data, "--hex", "63", "00ff1b").Done();
        BasisProgram.Run("put", "--data", data, "ca", "--file", _scratch.Write("value", "four")).Done();
        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Out);
        Assert.Equal([0, 0xff, 0x1b], BasisProgram.Run("get", "--data", data, "c").OutBytes);
        Assert.Equal("00ff1b\n", BasisProgram.Run("get", "--data", data, "--hex", "63").Out);
        Assert.Equal("AP8b\n", BasisProgram.Run("get", "--data", data, "--base64", "Yw==").Out);
        Assert.Equal("a\t1\nb\t2\nc\t\\u{0}\\xff\\u{1b}\nca\tfour", BasisProgram.Run("scan", "--data", data).Done());
        Assert.Equal("c\t\\u{0}\\xff\\u{1b}\nb\t2",
            BasisProgram.Run("scan", "--data", data, "--from", "b", "--to", "ca", "--reverse").Done());
        Assert.Equal("2", BasisProgram.Run("scan", "--data", data, "--prefix", "c", "--count-only").Done());
        Assert.Equal("a\t1", BasisProgram.Run("scan", "--data", data, "--limit", "1").Done());
        BasisProgram.Run("del", "--data", data, "a", "ca").Done();
        Assert.Equal("2", BasisProgram.Run("scan", "--data", data, "--count-only").Done());

        JsonNode stats = JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!;
        Assert.Equal(5, (long)stats["revision"]!);
        Assert.Equal(2, (long)stats["keys"]!);
        Assert.Equal(66, ((string)stats["digest"]!).Length);
        Assert.True((long)stats["bytes"]! > 0);

        string log = BasisProgram.Run("log", "--data", data, "--from", "5").Done();
        Assert.Contains("0000000000000005  remove \"a\"  (was \"1\")", log, StringComparison.Ordinal);
        Assert.Contains("0000000000000006  remove \"ca\"  (was \"four\")", log, StringComparison.Ordinal);
        Assert.Equal(2, BasisProgram.Run("log", "--data", data, "--json", "--limit", "2").Done().Split('\n').Length);
    }

    [Fact]
    public void What_was_listed_as_json_is_imported_again()
    {
        string data = _scratch.Store("data", "--keys", "raw", "--key-length", "2");
        foreach ((string id, string value) in new[] { ("fffe", "00"), ("0001", "61"), ("6162", "") })
            BasisProgram.Run("put", "--data", data, "--hex", id, value).Done();
        byte[] listed = BasisProgram.Run("scan", "--data", data, "--json").OutBytes;
        string other = _scratch.Store("other", "--keys", "raw", "--key-length", "2");
        BasisProgram.RunWith(listed, "import", "--data", other, "--format", "jsonl", "-").Done();
        Assert.Equal(listed, BasisProgram.Run("scan", "--data", other, "--json").OutBytes);
    }

    [Fact]
    public void Conditions_are_kept_and_named()
    {
        string data = _scratch.Store("data");
        string empty = (string)JsonNode.Parse(BasisProgram.Run("trust", "--data", data, "--json").Done())!["digest"]!;
        BasisProgram.Run("put", "--data", data, "a", "1", "--insert", "--if-match", empty).Done();
        Assert.Contains("\"a\" has a value already", BasisProgram.Run("put", "--data", data, "a", "1", "--insert").Refused(4),
            StringComparison.Ordinal);
        Assert.Contains(empty, BasisProgram.Run("put", "--data", data, "a", "2", "--if-match", empty).Refused(4), StringComparison.Ordinal);
        Assert.Contains("\"b\" has no value", BasisProgram.Run("put", "--data", data, "b", "1", "--update").Refused(3),
            StringComparison.Ordinal);
        Assert.Contains("\"b\" has no value", BasisProgram.Run("del", "--data", data, "a", "b").Refused(3), StringComparison.Ordinal);
        Assert.Contains("\"b\" has no value", BasisProgram.Run("get", "--data", data, "b").Refused(3), StringComparison.Ordinal);
        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Out);
    }

    [Fact]
    public void Lengths_and_sentinels_are_refused_by_name()
    {
        string raw = _scratch.Store("raw", "--keys", "raw", "--key-length", "2", "--value-length", "1");
        Assert.Contains("2 bytes, not 3", BasisProgram.Run("put", "--data", raw, "abc", "1").Refused(2), StringComparison.Ordinal);
        Assert.Contains("sentinel", BasisProgram.Run("put", "--data", raw, "--hex", "ffff", "00").Refused(2), StringComparison.Ordinal);
        Assert.Contains("sentinel", BasisProgram.Run("get", "--data", raw, "--hex", "0000").Refused(2), StringComparison.Ordinal);
        Assert.Contains("exactly 1 byte", BasisProgram.Run("put", "--data", raw, "ab", "12").Refused(2), StringComparison.Ordinal);
        string padded = _scratch.Store("padded", "--keys", "padded", "--key-length", "4", "--value-length-max", "3");
        Assert.Contains("at most 3 bytes, not 4", BasisProgram.Run("prove", "--data", padded, "abcd").Refused(2), StringComparison.Ordinal);
        Assert.Contains("empty", BasisProgram.Run("put", "--data", padded, "", "1").Refused(2), StringComparison.Ordinal);
        Assert.Contains("at most 3 bytes", BasisProgram.Run("put", "--data", padded, "ab", "1234").Refused(2), StringComparison.Ordinal);
        string hashed = _scratch.Store("hashed");
        Assert.Contains("hashes of the ids", BasisProgram.Run("scan", "--data", hashed, "--prefix", "a").Refused(2),
            StringComparison.Ordinal);
        Assert.Contains("hashes of the ids", BasisProgram.Run("scan", "--data", hashed, "--from", "a", "--count-only").Refused(2),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "frobnicate")]
    [InlineData(2, "get")]
    [InlineData(2, "get", "a")]
    [InlineData(2, "get", "--data", "d", "--url", "http://127.0.0.1:1", "a")]
    [InlineData(2, "get", "--url", "ftp://127.0.0.1", "a")]
    [InlineData(3, "get", "--data", "missing", "a")]
    [InlineData(6, "get", "--url", "http://127.0.0.1:1", "a")]
    [InlineData(2, "get", "--data", "d", "--hex", "abc")]
    [InlineData(2, "get", "--data", "d", "--base64", "?")]
    [InlineData(2, "init", "--data", "d", "--keys", "sorted")]
    [InlineData(2, "init", "--data", "d", "--keys", "raw")]
    [InlineData(2, "init", "--data", "d", "--keys", "raw", "--key-length", "256")]
    [InlineData(2, "init", "--data", "d", "--keys", "padded", "--key-length", "1")]
    [InlineData(2, "init", "--data", "d", "--key-length", "33")]
    [InlineData(2, "init", "--data", "d", "--key-length", "many")]
    [InlineData(2, "init", "--data", "d", "--value-length", "-1")]
    [InlineData(2, "init", "--data", "d", "--value-length", "16777217")]
    [InlineData(2, "init", "--data", "d", "--tree-id", "../up")]
    [InlineData(2, "init", "--data", "")]
    [InlineData(2, "import", "--data", "d", "--format", "xml", "f")]
    [InlineData(3, "import", "--data", "d", "--format", "lines", "missing.txt")]
    [InlineData(2, "import", "--data", "d", "--format", "lines", ".")]
    [InlineData(2, "import", "--data", "d", "--format", "lines", "-", "--batch", "0")]
    [InlineData(2, "verify", "-", "--trust", "basis1:x")]
    [InlineData(3, "verify", "missing.json", "--trust",
        "basis1:t:32:v:hashed:000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(2, "serve", "--listen", "0.0.0.0:0")]
    [InlineData(2, "serve", "--config", "missing.toml")]
    [InlineData(2, "config", "check", "--config", "missing.toml")]
    public void Bad_commands_are_refused_with_one_sentence(int exitCode, params string[] arguments) =>
        BasisProgram.RunIn(_scratch.Root, [], arguments).Refused(exitCode);

    [Fact]
    public void Malformed_configuration_is_refused_with_its_place()
    {
        string file = _scratch.Write("bad.toml", "[server]\nlisten = 127.0.0.1\n");
        Assert.Contains("bad.toml:2:", BasisProgram.Run("config", "check", "--config", file).Refused(2), StringComparison.Ordinal);
        Assert.Contains("bad.toml:2:", BasisProgram.Run("serve", "--config", file, "--data", _scratch["never"]).Refused(2),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["never"]));
    }

    [Fact]
    public void Stores_that_cannot_be_used_are_refused_by_name()
    {
        string data = _scratch.Store("data");
        Assert.Contains(data, BasisProgram.Run("init", "--data", data).Refused(4), StringComparison.Ordinal);
        Directory.CreateDirectory(_scratch["bare"]);
        Assert.Contains("no store", BasisProgram.Run("stats", "--data", _scratch["bare"]).Refused(3), StringComparison.Ordinal);
        string file = _scratch.Write("file", "");
        Assert.Contains(file, BasisProgram.Run("init", "--data", Path.Combine(file, "below")).Refused(6), StringComparison.Ordinal);
        using (ServedStore.Start(data))
            Assert.Contains("open elsewhere", BasisProgram.Run("stats", "--data", data).Refused(6), StringComparison.Ordinal);
        BasisProgram.Run("stats", "--data", data).Done();
    }

    [Fact]
    public void A_directory_without_permission_is_named()
    {
        string closed = Directory.CreateDirectory(_scratch["closed"]).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_scratch.Root, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(closed, (UnixFileMode)0b101_101_101);
        }

        string[] init = ["init", "--data", Path.Combine(closed, "data")];
        ProgramResult result = Environment.IsPrivilegedProcess ? BasisProgram.RunAsNobody(init) : BasisProgram.Run(init);
        Assert.Contains("permission denied", result.Refused(6), StringComparison.Ordinal);
        Assert.Contains(closed, result.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_store_is_refused_with_file_and_offset()
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        BasisProgram.Run("put", "--data", data, "b", "2").Done();
        string log = Directory.GetFiles(data, "log-*").Single();
        byte[] bytes = File.ReadAllBytes(log);
        bytes[200] ^= 1;
        File.WriteAllBytes(log, bytes);

        // A checkpoint spares opening the beginning of the log; reading it still meets the damage.
        BasisProgram.Run("get", "--data", data, "a").Done();
        string memory = _scratch.Write("memory.toml", "[persistence]\nnode_store = \"memory\"\n");
        foreach (string[] command in new[] { new[] { "log" }, ["get", "a", "--config", memory] })
        {
            string sentence = BasisProgram.Run([.. command, "--data", data]).Refused(5);
            Assert.Contains(log, sentence, StringComparison.Ordinal);
            Assert.Matches("byte [0-9]+", sentence);
        }
    }

    [Fact]
    public void Control_characters_never_reach_a_person()
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("put", "--data", data, "--hex", "1b5b324a0a", "e280ae1b5d").Done();
        string trust = BasisProgram.Run("trust", "--data", data).Done();
        byte[] proof = BasisProgram.Run("prove", "--data", data, "--hex", "1b5b324a0a").OutBytes;
        string[] texts =
        [
            BasisProgram.RunWith(proof, "verify", "-", "--trust", trust).Done(),
            BasisProgram.Run("scan", "--data", data).Done(),
            BasisProgram.Run("log", "--data", data).Done(),
            BasisProgram.Run("log", "--data", data, "--json").Done(),
            BasisProgram.Run("get", "--data", data, "no\u001b[2Jne").Talk,
            BasisProgram.Run("fro\u001b[2Jb").Talk,
        ];
        foreach (string text in texts)
        {
            Assert.DoesNotContain('\u001b', text);
            Assert.DoesNotContain('\u202e', text);
        }
    }
}
