using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What is imported from each format, and what is refused on which line.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("lines", "a\t1\nb\t\nc\ttab\there\r\na\t2", "a\t2\nb\t\nc\ttab\\there")]
    [InlineData("lines", "\uFEFFa\t\uFEFF1\n\uFEFFb\t2", "a\t\\u{feff}1\n\\u{feff}b\t2")]
    [InlineData("jsonl", "{\"id\":\"a\",\"value\":\"1\\n\"}\n{\"value\":{\"hex\":\"00\"},\"id\":{\"base64\":\"Yg==\"}}\n",
        "a\t1\\n\nb\t\\u{0}")]
    [InlineData("csv", "a,1\r\n\"b\",\"x,\"\"y\"\"\r\nz\"\nc,\n", "a\t1\nb\tx,\"y\"\\r\\nz\nc\t")]
    public void Each_format_is_read(string format, string input, string expected)
    {
        string data = _scratch.Store("data", "--keys", "padded", "--key-length", "8");
        BasisProgram.RunWith(Encoding.UTF8.GetBytes(input), "import", "--data", data, "--format", format, "-").Done();
        Assert.Equal(expected, BasisProgram.Run("scan", "--data", data).Done());
    }

    [Theory]
    [InlineData("lines", "a\t1\nb\t2\nno tab\nc\t3\n", 3)]
    [InlineData("lines", "a\t1\n\t2\nc\t3\n", 2)]
    [InlineData("lines", "a\t1\nb\t2\n\nc\t3\n", 3)]
    [InlineData("lines", "a\t1\nmuch too long an id\t2\nc\t3\n", 2)]
    [InlineData("lines", "a\t1\nb\tmuch too long a value\nc\t3\n", 2)]
    [InlineData("jsonl", "{\"id\":\"a\",\"value\":\"1\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"value\":\"3\"}\n", 2)]
    [InlineData("jsonl",
        "{\"id\":\"a\",\"value\":\"1\"}\n{\"id\":\"b\",\"value\":\"2\",\"id\":\"d\"}\n{\"id\":\"c\",\"value\":\"3\"}\n", 2)]
    [InlineData("jsonl", "{\"id\":\"a\",\"value\":\"1\"}\n[1\n{\"id\":\"c\",\"value\":\"3\"}\n", 2)]
    [InlineData("jsonl", "{\"id\":\"a\",\"value\":\"1\"}\n{\"id\":\"b\",\"value\":\"\\ud800\"}\n{\"id\":\"c\",\"value\":\"3\"}\n", 2)]
    [InlineData("csv", "a,1\nb,2,3\nc,3\n", 2)]
    [InlineData("csv", "a,1\nb\"x,2\nc,3\n", 2)]
    [InlineData("csv", "a,1\n\"b\"x,2\nc,3\n", 2)]
    [InlineData("csv", "a,1\nc,3\n\"b\n,2\n", 3)]
    public void A_bad_line_stops_before_its_batch_or_is_skipped(string format, string input, int line)
    {
        string data = _scratch.Store("data", "--keys", "padded", "--key-length", "8", "--value-length-max", "9");
        byte[] bytes = Encoding.UTF8.GetBytes(input);
        string sentence = BasisProgram.RunWith(bytes, "import", "--data", data, "--format", format, "-").Refused(2);
        Assert.Contains($"Line {line}:", sentence, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported", sentence, StringComparison.Ordinal);
        Assert.Equal("0", BasisProgram.Run("scan", "--data", data, "--count-only").Done());

        ProgramResult skipped = BasisProgram.RunWith(bytes, "import", "--data", data, "--format", format, "-", "--skip-bad", "--json");
        Assert.Equal(1, (int)JsonNode.Parse(skipped.Done())!["skipped"]!);
        Assert.Contains($"Line {line} is skipped:", skipped.Talk, StringComparison.Ordinal);
        string scan = BasisProgram.Run("scan", "--data", data).Done();
        Assert.Contains("a\t1", scan, StringComparison.Ordinal);
        Assert.Contains("c\t3", scan, StringComparison.Ordinal);
        Assert.DoesNotContain("d\t", scan, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_a_bad_line()
    {
        string data = _scratch.Store("data");
        byte[] input = [.. "a\t1\nb\t"u8, 0xC3, 0x28, .. "\n"u8];
        string sentence = BasisProgram.RunWith(input, "import", "--data", data, "--format", "lines", "-", "--batch", "1").Refused(2);
        Assert.Contains("Line 2: it is not valid UTF-8", sentence, StringComparison.Ordinal);
        Assert.Contains("1 entry up to line 1 went in", sentence, StringComparison.Ordinal);
        Assert.Equal("1", BasisProgram.Run("scan", "--data", data, "--count-only").Done());
    }

    [Fact]
    public void A_state_is_only_followed_for_its_own_input_and_store()
    {
        string data = _scratch.Store("data");
        string state = _scratch["state"];
        string input = _scratch.Write("input", "a\t1\nb\t2\nc\n");
        string[] import = ["import", "--data", data, "--format", "lines", input, "--batch", "1", "--resume", state];
        BasisProgram.Run(import).Refused(2);
        Assert.Equal(2, (long)JsonNode.Parse(File.ReadAllText(state))!["lines"]!);

        // The bad line is mended, and what stands is not sent again.
        File.WriteAllText(input, "a\t1\nb\t2\nc\t3\n");
        ProgramResult mended = BasisProgram.Run(import);
        mended.Done();
        Assert.Contains("Continuing after line 2", mended.Talk, StringComparison.Ordinal);
        Assert.Contains("Imported 1 entry", mended.Talk, StringComparison.Ordinal);

        File.WriteAllText(input, "A\t1\nb\t2\nc\t3\nd\t4\n");
        Assert.Contains("not those that", BasisProgram.Run(import).Refused(2), StringComparison.Ordinal);
        string other = _scratch.Store("other");
        import[2] = other;
        Assert.Contains("about the tree", BasisProgram.Run(import).Refused(4), StringComparison.Ordinal);
        File.WriteAllText(state, "{}");
        Assert.Contains("not the state of an import", BasisProgram.Run(import).Refused(2), StringComparison.Ordinal);
        Assert.Equal("0", BasisProgram.Run("scan", "--data", other, "--count-only").Done());
    }

    [Fact]
    public void A_header_and_lines_before_the_first_are_passed_over()
    {
        string data = _scratch.Store("data", "--keys", "padded", "--key-length", "8");
        BasisProgram.RunWith("id,value\na,1\n"u8.ToArray(), "import", "--data", data, "--format", "csv", "--header", "-").Done();
        BasisProgram.RunWith("x\t0\nb\t2\nc\t3\n"u8.ToArray(), "import", "--data", data, "--format", "lines", "--from-line", "2",
            "-").Done();
        Assert.Equal("a\t1\nb\t2\nc\t3", BasisProgram.Run("scan", "--data", data).Done());
    }
}
