using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// docs/FORMAT.md and the code say the same. With BASIS_UPDATE_GOLDEN=1 the examples in the page are written anew; that is a change of
/// the format and needs a new version and a line in the changelog.
/// </summary>
public sealed class LogFormatTests
{
    private const int BytesPerLine = 32;
    private const string Row = @"^\| (?<name>\w+) \| (?<value>\d+) \|$";

    private static readonly string Page = FindPage();

    [Fact]
    public void The_page_states_every_constant_of_the_code()
    {
        string text = File.ReadAllText(Page);
        string table = text[text.IndexOf("## Constants", StringComparison.Ordinal)..text.IndexOf("## Examples", StringComparison.Ordinal)];
        var stated = Regex
            .Matches(table, Row, RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .ToDictionary(
                row => row.Groups["name"].Value,
                row => long.Parse(row.Groups["value"].Value, CultureInfo.InvariantCulture),
                StringComparer.Ordinal);
        var coded = typeof(LogFormat).GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.IsLiteral)
            .ToDictionary(
                field => field.Name,
                field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture),
                StringComparer.Ordinal);
        Assert.Equal(coded.OrderBy(pair => pair.Key, StringComparer.Ordinal), stated.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_states_every_magic_of_the_code()
    {
        string text = File.ReadAllText(Page);
        foreach (PropertyInfo magic in typeof(LogFormat).GetProperties(BindingFlags.NonPublic | BindingFlags.Static))
        {
            // A span cannot be boxed, so each is read by its name.
            ReadOnlySpan<byte> bytes = magic.Name switch
            {
                nameof(LogFormat.DefinitionMagic) => LogFormat.DefinitionMagic,
                nameof(LogFormat.SegmentMagic) => LogFormat.SegmentMagic,
                nameof(LogFormat.SealMagic) => LogFormat.SealMagic,
                nameof(LogFormat.IncarnationMagic) => LogFormat.IncarnationMagic,
                nameof(LogFormat.CheckpointMagic) => LogFormat.CheckpointMagic,
                nameof(LogFormat.ReserveMagic) => LogFormat.ReserveMagic,
                nameof(LogFormat.FrameMagic) => LogFormat.FrameMagic,
                nameof(LogFormat.RecordTag) => LogFormat.RecordTag,
                _ => default,
            };
            Assert.False(bytes.IsEmpty, magic.Name);
            Assert.Contains($"`{Encoding.ASCII.GetString(bytes)}`", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Constants_fit_each_other()
    {
        Assert.True(LogFormat.SealLength <= LogFormat.SealSlotLength);
        Assert.True(LogFormat.FramePayloadMax > StoreOptions.BatchBytesLimit + TreeParameters.ValueLengthLimit);
        Assert.True(TreeParameters.KeyLengthMax <= byte.MaxValue && StoreDefinition.TreeIdLengthMax <= byte.MaxValue);
        Assert.Equal(LogFormat.SegmentHeaderLength, new SegmentHeader(default, 1, default).ToBytes().Length);
        Assert.Equal(0xE3069283, Crc32C.Compute("123456789"u8));
    }

    [Theory]
    [InlineData("store")]
    [InlineData("log-0000000000000001")]
    [InlineData("seal")]
    [InlineData("incarnation")]
    public void The_examples_are_what_the_program_writes(string file)
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, new StoreDefinition("example", new TreeParameters(32), KeyMode.Hashed), new StoreId("0123456789abcdef"u8));
        using TreeStore store = Manual(disk);
        Group(store, Batch(Put("a", "1"), Operation.RemoveIfExists(Bytes("b"))));
        byte[] bytes = file == FileNames.Incarnation ? ExampleOfIncarnation() : disk.Image()[file];
        if (file == "seal") bytes = bytes[(2 * LogFormat.SealSlotLength)..(2 * LogFormat.SealSlotLength + LogFormat.SealLength)];
        string text = File.ReadAllText(Page);
        string start = $"```hex {file}\n";
        int at = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int end = text.IndexOf("```", at, StringComparison.Ordinal);
        bool update = Environment.GetEnvironmentVariable("BASIS_UPDATE_GOLDEN") == "1";
        if (update) File.WriteAllText(Page, text[..at] + Hex(bytes) + text[end..]);
        else Assert.Equal(Hex(bytes), text[at..end]);
    }

    private static byte[] ExampleOfIncarnation()
    {
        var created = new Incarnation(
            0, "000102030405060708090a0b0c0d0e0f", IncarnationOrigin.Created, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), 0,
            new Prover(new TreeParameters(32)).Digest);
        var definition = new StoreDefinition("example", new TreeParameters(32), KeyMode.Hashed);
        return new IncarnationFile(new DefinitionFile(new StoreId("0123456789abcdef"u8), definition), 1234567, [created]).ToBytes();
    }

    private static string Hex(byte[] bytes)
    {
        var lines = new StringBuilder();
        for (int at = 0; at < bytes.Length; at += BytesPerLine)
            lines.Append(Convert.ToHexStringLower(bytes, at, Math.Min(BytesPerLine, bytes.Length - at))).Append('\n');
        return lines.ToString();
    }

    private static string FindPage()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "BasisTrees.sln"))) return Path.Combine(at, "docs", "FORMAT.md");
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
