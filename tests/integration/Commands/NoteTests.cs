using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary><c>basis note</c>, <c>basis crosscheck</c>, and <c>basis recover --tier 4</c> out of a store's own notes.</summary>
public sealed class NoteTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_note_is_put_read_and_erased()
    {
        string data = Store("a", "b");
        Assert.Equal("the body of a", BasisProgram.Run("note", "get", "--data", data, "a").Done());
        JsonNode read = JsonNode.Parse(BasisProgram.Run("note", "get", "--data", data, "a", "--json").Done())!;
        Assert.Equal("the body of a", (string)read["body"]!);
        Assert.Equal((string)read["value"]!, BasisProgram.Run("get", "--data", data, "61", "--hex").Done());
        JsonNode stats = JsonNode.Parse(BasisProgram.Run("stats", "--data", data, "--json").Done())!;
        Assert.Equal((2, 26), ((int)stats["notes"]!["count"]!, (int)stats["notes"]!["bytes"]!));
        Assert.Contains("agrees", BasisProgram.Run("crosscheck", "--data", data).Talk, StringComparison.Ordinal);

        ProgramResult erased = BasisProgram.Run("note", "erase", "--data", data, "a");
        erased.Done();
        Assert.Contains("overwritten", erased.Talk, StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(data))
            Assert.DoesNotContain("the body of a", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("was erased", BasisProgram.Run("note", "get", "--data", data, "a").Refused(3), StringComparison.Ordinal);
        Assert.Contains("has no value", BasisProgram.Run("note", "get", "--data", data, "none").Refused(3), StringComparison.Ordinal);
        BasisProgram.Run("note", "erase", "--data", data, "none").Refused(3);
        BasisProgram.Run("note", "erase", "--data", data, "b", "--value", "00").Refused(2);
        BasisProgram.Run("note", "put", "--data", data, "c", _scratch["nowhere"]).Refused(3);
        BasisProgram.Run("fsck", "--deep", "--data", data).Done();
    }

    [Fact]
    public void A_file_of_entries_is_compared_key_by_key()
    {
        string data = _scratch["data"];
        BasisProgram.Run("init", "--data", data, "--keys", "padded", "--key-length", "8").Done();
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        BasisProgram.Run("put", "--data", data, "b", "2").Done();
        BasisProgram.Run("crosscheck", "--data", data, "--from", _scratch.Write("same.tsv", "b\t2\na\t1\n")).Done();
        string other = _scratch.Write("other.tsv", "a\t1\nb\t3\nc\t4\n");
        ProgramResult result = BasisProgram.Run("crosscheck", "--data", data, "--from", other, "--json");
        Assert.Equal(1, result.ExitCode);
        JsonNode report = JsonNode.Parse(result.Out)!;
        Assert.Equal(["other_value b", "missing_in_tree c"],
            report["differences"]!.AsArray().Select(one => $"{one!["kind"]} {one["id"]}"));
        BasisProgram.Run("crosscheck", "--data", data, "--from", _scratch.Write("twice.tsv", "a\t1\na\t1\n")).Refused(2);
        BasisProgram.Run("crosscheck", "--data", data, "--header").Refused(2);
    }

    [Fact]
    public void A_store_whose_log_is_lost_comes_back_from_its_notes()
    {
        string data = Store("a", "b", "c");
        foreach (string file in Directory.GetFiles(data, "log-*")) File.WriteAllText(file, "no log at all");
        BasisProgram.Run("note", "get", "--data", data, "a").Refused(5);
        string report = BasisProgram.Run("recover", "--data", data, "--tier", "4").Done();
        Assert.Contains("complete up to revision 3", report, StringComparison.Ordinal);
        Assert.Equal("the body of c", BasisProgram.Run("note", "get", "--data", data, "c").Done());
        BasisProgram.Run("fsck", "--deep", "--data", data).Done();
    }

    private string Store(params string[] ids)
    {
        string data = _scratch["data"];
        BasisProgram.Run("init", "--data", data, "--keys", "padded", "--key-length", "8").Done();
        foreach (string id in ids) BasisProgram.Run("note", "put", "--data", data, id, _scratch.Write(id, $"the body of {id}")).Done();
        return data;
    }
}
