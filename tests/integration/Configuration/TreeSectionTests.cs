using BasisTrees.Host.Configuration;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The sections of further trees: what they say, what they take from elsewhere, what is refused.</summary>
public sealed class TreeSectionTests
{
    private const string TwoTrees = """
        [store]
        data = "a"
        quota = "5GB"
        [persistence]
        checkpoint_retention = 7
        node_cache_size = "2GB"
        [tree]
        keys = "padded"
        key_length = 12
        [trees.ledger]
        data = "b"
        keys = "raw"
        key_length = 8
        node_cache_size = "64MiB"
        [trees.Notes_1]
        data = "c"
        value_length = 4
        """;

    [Fact]
    public void A_tree_says_what_is_its_own_and_takes_the_rest_from_what_is_shared()
    {
        using var file = new ConfigurationScratch(TwoTrees);
        Settings settings = file.Load();
        Assert.Equal(["ledger", "Notes_1"], settings.Trees.Select(tree => tree.Name));
        (NamedTreeSettings ledger, NamedTreeSettings notes) = (settings.Trees[0], settings.Trees[1]);
        Assert.Equal(new StoreSettings("b", settings.Store.Options with { NodeCacheBytes = 64 << 20 }), ledger.Store);
        Assert.Equal(settings.Store with { Data = "c" }, notes.Store);
        Assert.Equal((7, 5_000_000_000), (notes.Store.Options.CheckpointsRetained, notes.Store.Options.QuotaBytes));

        // What a tree is made with is not handed on: half of it would fit nothing.
        Assert.Equal(new TreeSettings(KeyMode.Raw, new TreeParameters(8)), ledger.Tree);
        Assert.Equal(new TreeSettings(KeyMode.Hashed, new TreeParameters(32, 4)), notes.Tree);
        Assert.Equal(new TreeSettings(KeyMode.Padded, new TreeParameters(12)), settings.Tree);
    }

    [Fact]
    public void Every_value_of_every_tree_is_shown_with_its_place_and_reads_back()
    {
        using var file = new ConfigurationScratch(TwoTrees);
        Settings settings = file.Load();
        int own = SettingKeys.All.Count(definition => definition.Section is "store" or "persistence" or "tree");
        Assert.Equal(SettingKeys.All.Length + (2 * own), settings.Rows.Count);
        Assert.Equal(settings.Rows.Count, settings.Rows.Select(row => row.Key).Distinct(StringComparer.Ordinal).Count());
        Dictionary<string, SettingRow> rows = settings.Rows.ToDictionary(row => row.Key);
        Assert.Equal(($"\"64MiB\"", $"{file.Path}:14:19"), Of("trees.ledger.node_cache_size"));
        Assert.Equal(("\"2GB\"", $"{file.Path}:6:19"), Of("trees.Notes_1.node_cache_size"));
        Assert.Equal(("\"4B\"", $"{file.Path}:17:16"), Of("trees.Notes_1.value_length_max"));
        Assert.Equal(("32", "default"), Of("trees.Notes_1.key_length"));
        using var copy = new ConfigurationScratch(string.Join('\n', settings.Rows.Select(row => $"{row.Key} = {row.Value}")));
        Assert.Equal(settings.Rows.Select(row => (row.Key, row.Value)), copy.Load().Rows.Select(row => (row.Key, row.Value)));
        Assert.Equal(settings.Trees, copy.Load().Trees);

        (string, string) Of(string key) => (rows[key].Value, rows[key].Source.Place);
    }

    [Theory]
    [InlineData("[trees.a]", "basis.toml:1:8: The tree a needs a directory of its own: data = \"DIR\".")]
    [InlineData("[trees.\"a b\"]\ndata = \"b\"", "basis.toml:1:8: A tree's name has 1 to 128 letters, digits, _ and -, unlike 'a b'.")]
    [InlineData("[trees.default]\ndata = \"b\"", "basis.toml:1:8: The tree default is the one of [store] and [tree]; choose another name.")]
    [InlineData("[trees]\ndata = \"b\"", "basis.toml:2:1: trees holds sections of trees: [trees.NAME]")]
    [InlineData("trees = 1", "basis.toml:1:1: Unknown key 'trees' outside of a section")]
    [InlineData("[trees.a]\ndata = \"b\"\nkey_lenght = 1", "3:1: Unknown key 'key_lenght' in [trees.a]; the nearest is 'key_length'.")]
    [InlineData("[trees.a]\ndata = \"b\"\nlisten = 1", "basis.toml:3:1: Unknown key 'listen' in [trees.a]; the nearest is ")]
    [InlineData("[trees.a]\ndata = \"b\"\nkey_length = 1", "basis.toml:3:14: trees.a.key_length: Hashed keys have 32 bytes, not 1.")]
    [InlineData("[trees.a]\ndata = \"b\"\nquota = 1", "basis.toml:3:9: trees.a.quota: Expected a size with its unit")]
    [InlineData("[trees.a]\ndata = \"data/\"", "basis.toml:2:8: trees.a.data: The directory ")]
    [InlineData("[trees.a]\ndata = \"b\"\n[trees.b]\ndata = \"./b\"", "basis.toml:4:8: trees.b.data: The directory ")]
    [InlineData("[trees.a]\ndata = \"b\"\n[persistence]\ncheckpoint_retention = 0", "4:24: persistence.checkpoint_retention: Expected")]
    public void What_is_wrong_is_refused_once_with_its_place(string toml, string expected)
    {
        using var file = new ConfigurationScratch(toml);
        Assert.Contains(expected, Assert.Single(file.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_not_endlessly_many()
    {
        using var file = new ConfigurationScratch(string.Concat(Enumerable.Range(0, 101).Select(n => $"[trees.t{n}]\ndata = \"t{n}\"\n")));
        Assert.Contains("201:8: There are at most 100 trees.", Assert.Single(file.Errors()), StringComparison.Ordinal);
    }
}
