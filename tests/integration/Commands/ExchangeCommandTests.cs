using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Trees exported as scrypto's files and imported from them, from the command line.</summary>
public sealed class ExchangeCommandTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_exported_tree_is_imported_with_its_digest()
    {
        string data = _scratch.Store("data", "--keys", "raw", "--key-length", "2");
        BasisProgram.Run("put", "--data", data, "ab", "1").Done();
        BasisProgram.Run("put", "--data", data, "cd", "2").Done();
        string folder = _scratch["files"];
        string[] export = ["export", folder, "--data", data, "--format", "scrypto", "--depth", "1", "--json"];
        JsonNode exported = JsonNode.Parse(BasisProgram.Run(export).Done())!;
        Assert.Equal((2, 2, 3), ((long)exported["revision"]!, (long)exported["keys"]!, (int)exported["subtrees"]!));
        Assert.Equal(4, Directory.GetFiles(folder).Length);
        Assert.Contains("is there already", BasisProgram.Run(export).Refused(4), StringComparison.Ordinal);

        string digest = (string)exported["digest"]!;
        string[] import = ["import", folder, "--format", "scrypto", "--key-length", "2", "--digest", digest];
        string talk = BasisProgram.Run([.. import, "--data", _scratch["imported"]]).Talk;
        Assert.Contains($"revision 1, 2 keys, digest {digest}.", talk, StringComparison.Ordinal);
        Assert.Equal("2", BasisProgram.Run("get", "--data", _scratch["imported"], "cd").Done().TrimEnd('\n'));
        BasisProgram.Run("put", "--data", _scratch["imported"], "ef", "3").Done();
        Assert.Equal("3", BasisProgram.Run("get", "--data", _scratch["imported"], "ef").Done().TrimEnd('\n'));
        Assert.Contains("There is already a store", BasisProgram.Run([.. import, "--data", data]).Refused(4), StringComparison.Ordinal);

        string subtree = Path.Combine(folder, "subtree-00000001");
        byte[] bytes = File.ReadAllBytes(subtree);
        bytes[^1] ^= 1;
        File.WriteAllBytes(subtree, bytes);
        Assert.Contains(subtree, BasisProgram.Run([.. import, "--data", _scratch["other"]]).Refused(5), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export", "files", "--format", "lines")]
    [InlineData("export", "files", "--format", "scrypto", "--depth", "92")]
    [InlineData("import", "files", "--format", "scrypto")]
    [InlineData("import", "files", "--format", "scrypto", "--key-length", "256")]
    [InlineData("import", "files", "--format", "scrypto", "--key-length", "2", "--digest", "00")]
    [InlineData("import", "files", "--format", "lines", "--key-length", "2")]
    public void What_is_wrong_is_one_sentence(params string[] arguments) =>
        BasisProgram.Run([.. arguments, "--data", _scratch["none"]]).Refused(2);
}
