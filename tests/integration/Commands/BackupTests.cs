using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Backups from the command line: written, listed, verified, and made stores again.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_backup_brings_every_revision_back()
    {
        string data = _scratch.Store("data");
        string set = _scratch["set"];
        string key = Key("key");
        Put(data, "a", "1");
        Assert.Contains("Backed up revision 1 in ", Backup("create", set, "--data", data, "--key", key).Talk, StringComparison.Ordinal);
        Put(data, "b", "2");
        Put(data, "a", "3");
        Assert.Contains(
            "Backed up revisions 2 to 3 in ", Backup("incremental", set, "--data", data, "--key", key).Talk, StringComparison.Ordinal);
        Assert.Equal("The backup reaches revision 3 already.\n", Backup("incremental", set, "--data", data, "--key", key).Talk);
        JsonNode added = JsonNode.Parse(Backup("create", set, "--data", data, "--key", key, "--json").Done())!;
        Assert.Equal("full", (string)added["pieces"]![0]!["kind"]!);

        string[] lines = Backup("list", set).Done().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^    2  incremental     1   3  .* yes$", lines[2]);
        Assert.Contains(
            "The backup is whole: 3 pieces, revisions 1 to 3, digest ", Backup("verify", set, "--key", key).Talk, StringComparison.Ordinal);
        JsonNode verified = JsonNode.Parse(Backup("verify", set, "--key", key, "--scratch", _scratch["work"], "--json").Done())!;
        Assert.Equal((3, 2), ((long)verified["last_revision"]!, (long)verified["records"]!));

        string restored = _scratch["restored"];
        string talk = Backup("restore", set, "--data", restored, "--key", key, "--revision", "2").Talk;
        Assert.Contains("Restored revision 2 to ", talk, StringComparison.Ordinal);
        Assert.Contains("incarnation 1 of the store", talk, StringComparison.Ordinal);
        Assert.Equal("1", BasisProgram.Run("get", "--data", restored, "a").Done().TrimEnd('\n'));
        Assert.Equal("2", BasisProgram.Run("get", "--data", restored, "b").Done().TrimEnd('\n'));
        string latest = _scratch["latest"];
        JsonNode made = JsonNode.Parse(Backup("restore", set, "--data", latest, "--key", key, "--json").Done())!;
        Assert.Equal((string)verified["digest"]!, (string)made["digest"]!);
        Assert.Equal("3", BasisProgram.Run("get", "--data", latest, "a").Done().TrimEnd('\n'));
    }

    [Fact]
    public void What_is_wrong_is_one_sentence_with_its_exit_code()
    {
        string data = _scratch.Store("data");
        string set = _scratch["set"];
        string key = Key("key");
        Put(data, "a", "1");
        Assert.Contains("There is no full backup in ", Backup("incremental", set, "--data", data).Refused(3), StringComparison.Ordinal);
        Backup("create", set, "--data", data, "--key", key).Done();
        string first = Directory.GetFiles(set, "backup-*").Single();
        Assert.Contains("is encrypted, and no key was given", Backup("verify", set).Refused(2), StringComparison.Ordinal);
        string other = Backup("verify", set, "--key", Key("other")).Refused(2);
        Assert.Contains("was encrypted with another key", other, StringComparison.Ordinal);
        string open = Key("open");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.GroupRead);
        Assert.Contains("is open to others", Backup("verify", set, "--key", open).Refused(2), StringComparison.Ordinal);
        Assert.Contains("ends with revision 1, before revision 2",
            Backup("restore", set, "--data", _scratch["to"], "--key", key, "--revision", "2").Refused(3), StringComparison.Ordinal);
        Assert.Contains("begins with revision 1",
            Backup("restore", set, "--data", _scratch["to"], "--key", key, "--time", "2001-01-01").Refused(3), StringComparison.Ordinal);
        string when = Backup("restore", set, "--data", _scratch["to"], "--time", "soon").Refused(2);
        Assert.Contains("is not a time", when, StringComparison.Ordinal);
        Backup("restore", set, "--data", _scratch["to"], "--revision", "1", "--time", "2001-01-01").Refused(2);
        Backup("restore", set, "--data", data, "--key", key).Refused(4);
        string foreign = Backup("create", set, "--data", _scratch.Store("another"), "--key", key).Refused(4);
        Assert.Contains("holds backups of store ", foreign, StringComparison.Ordinal);

        byte[] bytes = File.ReadAllBytes(first);
        bytes[^20] ^= 1;
        File.WriteAllBytes(first, bytes);
        Assert.Contains(first, Backup("verify", set, "--key", key).Refused(5), StringComparison.Ordinal);
        Assert.Contains(first, Backup("restore", set, "--data", _scratch["to"], "--key", key).Refused(5), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_scratch["to"]), file => Path.GetFileName(file) != "lock");
    }

    private static ProgramResult Backup(params string[] arguments) => BasisProgram.Run(["backup", .. arguments]);

    private static void Put(string data, string id, string value) => BasisProgram.Run("put", "--data", data, id, value).Done();

    private string Key(string name)
    {
        string path = _scratch.Write(name, Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)) + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
