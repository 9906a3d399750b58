using System.Text;
using BasisTrees.Host.Toml;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Hostile bytes: any answer is right but an exception, an error without a place, or a document deeper than the limit.</summary>
public sealed class TomlFuzzTests
{
    private const int Mutations = 30_000;

    private static ReadOnlySpan<byte> Interesting => "[]{}=.,\"'\\#\r\n\t 0123456789eExXobTZ:+-_ainfu\0\x7F"u8;

    [Fact]
    public void MutatedFilesNeverThrow()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BASIS_SEED"), out int given) ? given : 20_260_101;
        byte[][] sources = [.. TomlConformanceFiles.OwnValid.Select(File.ReadAllBytes).Where(bytes => bytes.Length > 0)];
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] mutated = Mutate(sources, random);
            try
            {
                if (!Check(mutated)) refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"BASIS_SEED={seed}, mutation {i}, bytes {Convert.ToHexString(mutated)}: {exception}");
            }
        }

        Assert.InRange(refused, Mutations / 10, Mutations * 9 / 10);
    }

    [Theory]
    [InlineData("a = ", "[", "")]
    [InlineData("a = ", "{b=", "")]
    [InlineData("a = ", "[", "]")]
    [InlineData("", "a.", "b = 1")]
    [InlineData("[", "a.", "b]")]
    [InlineData("[[", "a.", "b]]")]
    [InlineData("a = {", "b.", "c = 1}")]
    [InlineData("", "[[a]]\n[a.", "")]
    public void DeepNestingIsRefused(string before, string repeated, string after)
    {
        string closing = after == "]" ? new string(']', 150_000) : after;
        byte[] bytes = Encoding.UTF8.GetBytes(before + string.Concat(Enumerable.Repeat(repeated, 150_000)) + closing);
        bool read = false;
        TomlError? error = null;
        var thread = new Thread(() => read = TomlDocument.TryRead(bytes, out _, out error), 256 << 10);
        thread.Start();
        thread.Join();
        Assert.False(read);
        Assert.NotNull(error);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void TheNestingLimitIsTheSameForEveryWayToNest(int depth, bool allowed)
    {
        string keys = string.Join('.', Enumerable.Repeat("k", depth));
        Assert.Equal(allowed, Reads($"[{keys}]"));
        Assert.Equal(allowed, Reads($"{keys}.last = 1"));
        Assert.Equal(allowed, Reads($"a = {new string('[', depth)}{new string(']', depth)}"));
        Assert.Equal(allowed, Reads($"a = {string.Concat(Enumerable.Repeat("{b=", depth - 1))}{{}}{new string('}', depth - 1)}"));
        Assert.Equal(allowed, Reads($"[[{string.Join('.', Enumerable.Repeat("k", depth - 1))}]]"));
        Assert.Equal(allowed, Reads($"[{string.Join('.', Enumerable.Repeat("k", depth - 2))}]\na.b = []"));
    }

    [Fact]
    public void TextsUpToTheSizeLimitAreReadAndLongerOnesAreRefused()
    {
        byte[] bytes = new byte[TomlDocument.BytesMax];
        bytes.AsSpan().Fill((byte)'#');
        Assert.True(TomlDocument.TryRead(bytes, out _, out _));
        Assert.False(TomlDocument.TryRead([.. bytes, (byte)'#'], out _, out TomlError? error));
        Assert.Contains("1048576", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyKeysValuesAndTablesOnLongLinesTakeTimeInProportion()
    {
        Assert.True(Reads("a = [" + string.Concat(Enumerable.Repeat("1,", 500_000)) + "]"));
        Assert.True(Reads("a = {" + string.Join(',', Enumerable.Range(0, 70_000).Select(i => $"k{i} = {i}")) + "}"));
        Assert.True(Reads(string.Concat(Enumerable.Repeat("[[a]]\n", 150_000))));
        Assert.True(Reads("a = 0." + new string('1', 1_000_000)));
        Assert.True(Reads("a = 0x" + new string('0', 1_000_000) + "f"));
        Assert.False(Reads("a = " + new string('9', 1_000_000)));
    }

    private static bool Reads(string text) => Check(Encoding.UTF8.GetBytes(text));

    private static bool Check(byte[] bytes)
    {
        if (TomlDocument.TryRead(bytes, out TomlDocument? document, out TomlError? error))
        {
            if (Depth(document.Root) > TomlDocument.DepthMax + 1) throw new InvalidOperationException("A document is too deep.");
            return true;
        }

        if (error.Position.Line < 1 || error.Position.Column < 1 || error.Message.Length is 0 or > 1000)
            throw new InvalidOperationException($"An error without a place: {error}");
        return false;
    }

    private static int Depth(TomlValue value) => value switch
    {
        TomlTable table => 1 + table.Entries.Select(entry => Depth(entry.Value)).DefaultIfEmpty(0).Max(),
        TomlArray array => 1 + array.Items.Select(Depth).DefaultIfEmpty(0).Max(),
        _ => 0,
    };

    private static byte[] Mutate(byte[][] sources, Random random)
    {
        byte[] source = sources[random.Next(sources.Length)];
        List<byte> bytes = [.. source.AsSpan(random.Next(2) == 0 ? 0 : random.Next(source.Length))];
        if (bytes.Count > 2_000) bytes.RemoveRange(2_000, bytes.Count - 2_000);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count + 1);
            byte fresh = random.Next(4) == 0 ? (byte)random.Next(256) : Interesting[random.Next(Interesting.Length)];
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = fresh;
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 4)));
                    break;
                case 2 when at < bytes.Count:
                    bytes.InsertRange(random.Next(bytes.Count), [.. bytes.Skip(at).Take(random.Next(1, 30))]);
                    break;
                case 3:
                    byte[] other = sources[random.Next(sources.Length)];
                    bytes.InsertRange(at, [.. other.Skip(random.Next(other.Length)).Take(random.Next(1, 60))]);
                    break;
                default:
                    bytes.Insert(at, fresh);
                    break;
            }
        }

        return [.. bytes];
    }
}
