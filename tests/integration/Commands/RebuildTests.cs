using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary><c>basis recover --tier 4</c>: the tree is built anew from a file of entries.</summary>
public sealed class RebuildTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("notes.jsonl", "{\"id\":\"a\",\"value\":\"1\"}\n{\"id\":\"b\",\"value\":\"2\"}\n")]
    [InlineData("notes.csv", "id,value\na,1\nb,2\n", "--header")]
    [InlineData("notes.tsv", "a\t1\nb\t2\n")]
    [InlineData("notes", "a\t1\nb\t2\n", "--format", "lines")]
    public void A_store_whose_log_is_lost_comes_back(string name, string notes, params string[] options)
    {
        string data = Store();
        BasisProgram.Run("put", "--data", data, "lost", "x").Done();
        foreach (string file in Directory.GetFiles(data, "log-*")) File.WriteAllText(file, "no log at all");
        foreach (string file in Directory.GetFiles(data, "checkpoint-*")) File.Delete(file);
        BasisProgram.Run("get", "--data", data, "a").Refused(5);

        string[] command = ["recover", "--data", data, "--tier", "4", "--from", _scratch.Write(name, notes), .. options];
        string[] before = Files(data);
        ProgramResult tried = BasisProgram.Run([.. command, "--dry-run", "--json"]);
        JsonNode would = JsonNode.Parse(tried.Done())!;
        Assert.Equal($"Nothing was changed in {data}: this is what a rebuild would make.\n", tried.Talk);
        Assert.Equal(before, Files(data));

        ProgramResult result = BasisProgram.Run(command);
        string[] lines = result.Done().Split('\n');
        Assert.Equal("tier           4: the tree was rebuilt from notes, as a new incarnation", lines[0]);
        Assert.Contains("built of       2 entries in 1 batch", lines);
        Assert.Contains($"digest         {would["digest"]}, NOT compared: the sealed one cannot be told any more", lines);
        Assert.Contains(lines, line => line.EndsWith("log-0000000000000001.bad-1", StringComparison.Ordinal));
        Assert.Equal(
            $"The store in {data} is built anew, at revision 1; its files of before are kept as *.bad-<n>.\n", result.Talk);
        Assert.Equal("a\t1\nb\t2", BasisProgram.Run("scan", "--data", data).Done());
        JsonNode stats = JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!;
        Assert.Equal(("rebuilt", 1), ((string)stats["incarnation"]!["origin"]!, (long)stats["incarnation"]!["number"]!));
        BasisProgram.Run("fsck", "--deep", "--data", data).Done();
        BasisProgram.Run("put", "--data", data, "c", "3").Done();
    }

    [Fact]
    public void The_digest_is_compared_with_the_sealed_one()
    {
        string data = Store();
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string notes = _scratch.Write("notes.tsv", "a\t1\n");
        Assert.Contains(", the one that was sealed\n", BasisProgram.Run("recover", "--data", data, "--tier", "4", "--from", notes).Done(),
            StringComparison.Ordinal);
        string other = _scratch.Write("other.tsv", "a\t2\n");
        string report = BasisProgram.Run("recover", "--data", data, "--tier", "4", "--from", other).Done();
        Assert.Contains(", NOT the one that was sealed: ", report, StringComparison.Ordinal);
        Assert.Contains("\nsealed digest  ", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n.tsv", "a\t1\nb\n", "line 2: there is no tab")]
    [InlineData("n.tsv", "a\t1\nb\t2\na\t3\n", "line 3: its id stands twice")]
    [InlineData("n.csv", "\"a\nb\",1\nmuch too long,2\n", "line 3: an id of this tree has at most 7 bytes")]
    [InlineData("n.jsonl", "{\"id\":\"a\"}\n", "line 1: it is not a JSON object")]
    public void A_bad_line_is_named_and_nothing_is_changed(string name, string notes, string expected)
    {
        string data = Store();
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        string[] before = Files(data);
        string file = _scratch.Write(name, notes);
        foreach (string[] more in new string[][] { [], ["--dry-run"] })
        {
            string refusal = BasisProgram.Run(["recover", "--data", data, "--tier", "4", "--from", file, .. more]).Refused(2);
            Assert.Contains($"\"{file}\", {expected}", refusal, StringComparison.Ordinal);
            Assert.Contains("Nothing was changed", refusal, StringComparison.Ordinal);
            Assert.Equal(before, Files(data));
        }

        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Out);
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        string data = Store();
        string notes = _scratch.Write("n.tsv", "a\t1\n");
        string[] tier = ["recover", "--data", data, "--tier", "4"];
        Assert.Contains("--from names the file", BasisProgram.Run(tier).Refused(2), StringComparison.Ordinal);
        BasisProgram.Run([.. tier, "--from", _scratch["none.csv"]]).Refused(3);
        Assert.Contains("is a directory", BasisProgram.Run([.. tier, "--from", data]).Refused(2), StringComparison.Ordinal);
        Assert.Contains("not standard input", BasisProgram.Run([.. tier, "--from", "-"]).Refused(2), StringComparison.Ordinal);
        string unknown = _scratch.Write("n.dat", "");
        Assert.Contains("give --format", BasisProgram.Run([.. tier, "--from", unknown]).Refused(2), StringComparison.Ordinal);
        BasisProgram.Run([.. tier, "--from", notes, "--format", "scrypto"]).Refused(2);
        BasisProgram.Run([.. tier, "--from", notes, "--header"]).Refused(2);
        Assert.Contains("built anew", BasisProgram.Run(
            [.. tier, "--from", notes, "--expect-at-least", $"0:{new string('0', 66)}"]).Refused(2), StringComparison.Ordinal);
        Assert.Contains("--format is for --tier 4",
            BasisProgram.Run("recover", "--data", data, "--format", "csv").Refused(2), StringComparison.Ordinal);
        string empty = Directory.CreateDirectory(_scratch["empty"]).FullName;
        BasisProgram.Run("recover", "--data", empty, "--tier", "4", "--from", notes).Refused(3);
        using ServedStore service = ServedStore.Start(data);
        Assert.Contains("open elsewhere", BasisProgram.Run([.. tier, "--from", notes]).Refused(6), StringComparison.Ordinal);
    }

    private string Store() => _scratch.Store("data", "--keys", "padded", "--key-length", "8");

    private static string[] Files(string data) => [.. new DirectoryInfo(data).GetFiles()
        .OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name} {file.Length}")];
}
