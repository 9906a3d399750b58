using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// A directory that is not the store it should be: one sentence with file and reason, the right exit code, and nothing changed on the disk.
/// </summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("store")]
    [InlineData("seal")]
    [InlineData("log-0000000000000001")]
    [InlineData("incarnation")]
    public void A_file_of_another_store_is_refused_by_name(string name)
    {
        string data = Filled("data");
        File.Copy(Path.Combine(Filled("other"), name), Path.Combine(data, name), overwrite: true);
        string sentence = RefusedWithoutChange(data, 5, "put", "--data", data, "b", "2");
        Assert.StartsWith("basis: The store is damaged: ", sentence, StringComparison.Ordinal);

        // A definition names the store, so with another one all the other files are foreign.
        Assert.Contains(name == "store" ? data : Path.Combine(data, name), sentence, StringComparison.Ordinal);
        Assert.Contains(" of store ", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store")]
    [InlineData("log-0000000000000001")]
    public void A_file_that_is_missing_is_named(string name)
    {
        string data = Filled("data");
        File.Delete(Path.Combine(data, name));
        string sentence = RefusedWithoutChange(data, 5, "get", "--data", data, "a");
        Assert.Contains(Path.Combine(data, name), sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_with_longer_keys_is_another_store()
    {
        string data = Filled("data", "--keys", "padded", "--key-length", "8");
        string other = Filled("other", "--keys", "padded", "--key-length", "9");
        File.Copy(Path.Combine(other, "store"), Path.Combine(data, "store"), overwrite: true);
        RefusedWithoutChange(data, 5, "get", "--data", data, "a");
    }

    [Fact]
    public void A_store_that_is_open_elsewhere_is_left_alone()
    {
        string data = Filled("data");
        using ServedStore service = ServedStore.Start(data);
        string sentence = RefusedWithoutChange(data, 6, "put", "--data", data, "b", "2");
        Assert.Contains(Path.Combine(data, "lock"), sentence, StringComparison.Ordinal);
        Assert.Contains("open elsewhere", RefusedWithoutChange(data, 6, "serve", "--data", data, "--listen", "127.0.0.1:0"),
            StringComparison.Ordinal);
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public void A_file_system_that_is_read_only_is_named()
    {
        using SmallDisk disk = SmallDisk.Mount(_scratch["small"], "4m");
        string data = disk["data"];
        BasisProgram.Run("init", "--data", data).Done();
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        disk.MakeReadOnly(true);
        foreach (string[] command in new[]
        {
            new[] { "get", "--data", data, "a" },
            ["put", "--data", data, "a", "2"],
            ["init", "--data", disk["new"]],
            ["serve", "--data", data, "--listen", "127.0.0.1:0"],
        })
        {
            string sentence = RefusedWithoutChange(data, 6, command);
            Assert.Contains("read-only", sentence, StringComparison.Ordinal);
            Assert.Contains(disk[""], sentence, StringComparison.Ordinal);
        }

        disk.MakeReadOnly(false);
        Assert.Equal("1", BasisProgram.Run("get", "--data", data, "a").Done());
    }

    [Fact]
    public void A_store_that_was_rolled_back_is_refused_by_who_remembers_more()
    {
        string data = Filled("data");
        string older = Copy(data, "older");
        string expectation = Put(data, "b", "2");
        BasisProgram.Run("get", "--data", data, "b", "--expect-at-least", expectation).Done();
        string sentence = RefusedWithoutChange(older, 5, "get", "--data", older, "a", "--expect-at-least", expectation);
        Assert.Contains($"The store in {older} was rolled back: revision 2 with digest ", sentence, StringComparison.Ordinal);
        RefusedWithoutChange(older, 5, "serve", "--data", older, "--listen", "127.0.0.1:0", "--expect-at-least", expectation);

        // Another history since then.
        Put(older, "b", "3");
        Put(older, "c", "4");
        sentence = RefusedWithoutChange(older, 5, "stats", "--data", older, "--expect-at-least", expectation);
        Assert.Contains("has another history: revision 2 was expected to have digest", sentence, StringComparison.Ordinal);
        using ServedStore service = ServedStore.Start(data, "--expect-at-least", expectation);
        Assert.Contains("--expect-at-least is for --data",
            BasisProgram.Run("get", "--url", service.Url, "a", "--expect-at-least", expectation).Refused(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_made_in_place_of_a_store_that_is_remembered()
    {
        string expectation = "3:" + new string('0', 66);
        BasisProgram.Run("serve", "--data", _scratch["gone"], "--listen", "127.0.0.1:0", "--expect-at-least", expectation).Refused(3);
        Assert.False(Directory.Exists(_scratch["gone"]));
        string bare = Directory.CreateDirectory(_scratch["bare"]).FullName;
        RefusedWithoutChange(bare, 3, "serve", "--data", bare, "--listen", "127.0.0.1:0", "--expect-at-least", expectation);
        foreach (string bad in new[] { "3", "3:00", "x:" + new string('0', 66), "" })
        {
            string sentence = BasisProgram.Run("stats", "--data", bare, "--expect-at-least", bad).Refused(2);
            Assert.Contains("66 hexadecimal digits", sentence, StringComparison.Ordinal);
            BasisProgram.Run("serve", "--data", bare, "--expect-at-least", bad).Refused(2);
        }
    }

    private static string RefusedWithoutChange(string data, int exitCode, params string[] command)
    {
        Dictionary<string, byte[]> before = ImageOf(data);
        string sentence = BasisProgram.Run(command).Refused(exitCode);
        Assert.Equal(before, ImageOf(data));
        return sentence;
    }

    private static Dictionary<string, byte[]> ImageOf(string data) =>
        Directory.GetFiles(data).Where(file => Path.GetFileName(file) != "lock")
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);

    // What to remember after a batch.
    private static string Put(string data, string id, string value)
    {
        BasisProgram.Run("put", "--data", data, id, value).Done();
        string stats = BasisProgram.Run("stats", "--data", data, "--json").Done();
        using var facts = System.Text.Json.JsonDocument.Parse(stats);
        return $"{facts.RootElement.GetProperty("revision")}:{facts.RootElement.GetProperty("digest")}";
    }

    private string Copy(string data, string name)
    {
        string copy = Directory.CreateDirectory(_scratch[name]).FullName;
        foreach (string file in Directory.GetFiles(data)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private string Filled(string name, params string[] options)
    {
        string data = _scratch.Store(name, options);
        BasisProgram.Run("put", "--data", data, "a", "1").Done();
        return data;
    }
}
