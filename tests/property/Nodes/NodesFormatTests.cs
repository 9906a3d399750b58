using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// docs/FORMAT.md, "Nodes", and the code say the same. With BASIS_UPDATE_GOLDEN=1 the samples in the page are written anew; that is a
/// change of the format and needs a new version and a line in the changelog.
/// </summary>
public sealed class NodesFormatTests
{
    private const string Page = "docs/FORMAT.md";
    private const int BytesPerLine = 32;

    [Fact]
    public void The_page_states_every_constant_and_magic_of_the_code()
    {
        string text = HouseRepository.Read(Page);
        int start = text.IndexOf("### Numbers of nodes", StringComparison.Ordinal);
        string table = text[start..text.IndexOf("### Samples of nodes", StringComparison.Ordinal)];
        MatchCollection rows = Regex.Matches(table, @"^\| \w+ \| \d+ \|$", RegexOptions.Multiline | HouseSource.Plain);
        IEnumerable<string> stated = rows.Select(row => row.Value);
        IEnumerable<string> coded =
            from field in typeof(NodeFormat).GetFields(BindingFlags.NonPublic | BindingFlags.Static)
            where field.IsLiteral
            select string.Create(CultureInfo.InvariantCulture, $"| {field.Name} | {field.GetRawConstantValue()} |");
        Assert.Equal(coded.Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
        Assert.Contains($"`{Encoding.ASCII.GetString(NodeFormat.NodesMagic)}`", text, StringComparison.Ordinal);
        Assert.Contains($"`{Encoding.ASCII.GetString(NodeFormat.IndexMagic)}`", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_fit_each_other()
    {
        Assert.Equal(NodeFormat.NodesHeaderFixedLength + sizeof(uint), new NodeSegmentHeader(default, 1, 0, 0, []).ToBytes().Length);
        Assert.Equal(NodeSegmentHeader.LengthOf(2), new NodeSegmentHeader(default, 9, 0, 0, new HostedRun[2]).ToBytes().Length);
        Assert.Equal(NodeFormat.IndexBlockLength - sizeof(uint), NodeFormat.IndexBlockEntries * NodeFormat.IndexEntryLength);
        Assert.True(NodeFormat.RecordBodyMax >= EncodedNode.LeafLength(TreeParameters.KeyLengthMax, TreeParameters.ValueLengthLimit));
        Assert.True(NodeFormat.SegmentBits + 32 <= NodePlace.Bits);
        Assert.True(SegmentNodeStore.SegmentBytesLimit + (2L * NodeFormat.RecordBodyMax) <= uint.MaxValue);
        Assert.True(NodeFormat.IdTag > EncodedNode.InternalTag && NodeFormat.TombstonesTag > NodeFormat.IdTag);
    }

    [Theory]
    [InlineData("nodes-0000000000000001")]
    [InlineData("nodes-0000000000000001.idx")]
    [InlineData("nodes-0000000000000003")]
    public void The_samples_are_what_the_program_writes(string file)
    {
        byte[] bytes = Write()[file];
        if (file.EndsWith(FileNames.IndexSuffix, StringComparison.Ordinal)) bytes = bytes[..80];
        string text = HouseRepository.Read(Page);
        string start = $"```hex {file}\n";
        int at = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        int end = text.IndexOf("```", at, StringComparison.Ordinal);
        string hex = string.Concat(bytes.Chunk(BytesPerLine).Select(line => Convert.ToHexStringLower(line) + '\n'));
        bool update = Environment.GetEnvironmentVariable("BASIS_UPDATE_GOLDEN") == "1";
        if (update) File.WriteAllText(Path.Combine(HouseRepository.Root, Page), text[..at] + hex + text[end..]);
        else Assert.Equal(hex, text[at..end]);
    }

    // Everything that was ever there under its name: a sweep takes the first segment away.
    private static Dictionary<string, byte[]> Write()
    {
        var disk = new SimDisk(1);
        NodesItem one = Leaf("1");
        NodesItem id = NodesItem.Id("a");
        SegmentNodeStore store = NodesEngine.OpenSegments(disk, 4 << 10);
        NodePlace place = store.Write(one.Label, one.Bytes, 1);
        store.Write(id.Label, id.Bytes, 1);
        store.Bury([new Departure(place, 2)]);
        NodeStoreMark mark = store.Sync(beginsFile: true);
        store.Dispose();
        Dictionary<string, byte[]> image = disk.Image();
        store = NodesEngine.OpenSegments(disk, 4 << 10);
        Assert.True(store.ReturnTo(mark));
        NodesItem two = Leaf(new string('2', 900));
        store.Write(two.Label, two.Bytes, 2);
        store.Sync();
        Assert.Equal(1, store.Sweep(new SweepOrder([3], 0)).RecordsDropped);
        foreach ((string name, byte[] bytes) in disk.Image()) image.TryAdd(name, bytes);
        return image;
    }

    private static NodesItem Leaf(string value)
    {
        byte[] text = Encoding.ASCII.GetBytes(value);
        byte[] bytes = new byte[EncodedNode.LeafLength(32, text.Length)];
        EncodedNode.WriteLeaf(bytes, Enumerable.Repeat((byte)0x11, 32).ToArray(), Enumerable.Repeat((byte)0x22, 32).ToArray(), text);
        Assert.True(NodesItem.Verifier.TryLabel(bytes, out Label label));
        return new NodesItem(label, bytes);
    }
}
