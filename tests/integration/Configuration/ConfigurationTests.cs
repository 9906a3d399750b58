using System.Collections;
using System.Net;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Toml;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What the configuration says, who wins, and how what is wrong is refused.</summary>
public sealed class ConfigurationTests
{
    // Every key with a value that is none of the defaults.
    private const string EveryKey = """
        [server]
        listen = "localhost:0"
        certificate = "/x/c"
        certificate_key = "/x/k"
        body_limit = "3MB"
        connections_max = "12 connections"
        header_timeout = "2 s"
        shutdown_timeout = "1 minute"
        [auth]
        tokens = "/x/z"
        [store]
        data = "/x/y"
        durability = "process-crash"
        segment_size = "4KiB"
        queue_batches = "2 batches"
        queue_size = "3KiB"
        group_batches = 4
        group_size = "5KiB"
        batch_operations = "1 operation"
        batch_size = "7B"
        proof_size = "8B"
        idempotency_keys = "77 keys"
        quota = "14GB"
        reserve = "0B"
        [persistence]
        node_store = "memory"
        node_cache_size = "64KiB"
        node_segment_size = "9KiB"
        node_compression = false
        operation_log_retention = "30 days"
        operation_batch_size = 100
        checkpoint_interval = ["3 hours", "10 operations"]
        checkpoint_retention = "11 checkpoints"
        checkpoint_compression = false
        checkpoint_at_close = false
        compaction_percent = 12
        recovery_parallelism = "13 threads"
        recovery_validation = false
        [tree]
        keys = "raw"
        key_length = 1
        value_length = 0
        [backup]
        set = "/x/s"
        key = "/x/b"
        full_interval = "7 days"
        incremental_interval = "1 hour"
        [drill]
        interval = "2 days"
        scratch = "/x/d"
        reports = "/x/r"
        keep = "3 reports"
        [scrub]
        interval = "4 days"
        """;

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "config", "basis.toml");

    [Fact]
    public void TheShippedFileHasEveryKeyWithItsDefault()
    {
        Assert.True(TomlDocument.TryRead(File.ReadAllBytes(Shipped), out TomlDocument? document, out TomlError? error), error?.ToString());
        IEnumerable<string> keys = document.Root.Entries.SelectMany(
            section => ((TomlTable)section.Value).Entries.Select(entry => $"{section.Key.Name}.{entry.Key.Name}"));
        Assert.Equal(SettingKeys.All.Select(definition => definition.Key), keys);

        Settings defaults = LoadDefaults();
        Assert.True(Settings.TryLoad(Shipped, new Dictionary<string, string>(), [], out Settings? shipped, out _));
        Assert.Equal(defaults.Server, shipped.Server);
        Assert.Equal(defaults.Auth, shipped.Auth);
        Assert.Equal(defaults.Store, shipped.Store);
        Assert.Equal(defaults.Tree, shipped.Tree);
        Assert.Equal(defaults.Rows.Select(row => (row.Key, row.Value)), shipped.Rows.Select(row => (row.Key, row.Value)));
        Assert.All(shipped.Rows, row => Assert.Equal(SettingOrigin.File, row.Source.Origin));
    }

    [Fact]
    public void EveryKeyOfTheShippedFileIsExplainedAboveIt()
    {
        string[] lines = File.ReadAllLines(Shipped);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#') || !lines[i].Contains(" = ", StringComparison.Ordinal)) continue;
            bool explained = lines[i - 1].StartsWith('#') || lines[i - 1].Contains(" = ", StringComparison.Ordinal);
            Assert.True(explained, $"line {i + 1} is not explained");
        }
    }

    [Fact]
    public void TheDefaultsAreThoseOfTheLibrary()
    {
        Settings defaults = LoadDefaults();
        Assert.Equal(new StoreOptions(), defaults.Store.Options);
        Assert.Equal("data", defaults.Store.Data);
        Assert.Null(defaults.Auth.Tokens);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 7425), defaults.Server.Listen);
        Assert.Equal(new TreeParameters(32), defaults.Tree.Parameters);
        Assert.Equal(KeyMode.Hashed, defaults.Tree.Keys);
        Assert.All(defaults.Rows, row => Assert.Equal(SettingSource.Default, row.Source));
        Assert.Equal(SettingKeys.All.Select(definition => definition.Key), defaults.Rows.Select(row => row.Key));
    }

    [Fact]
    public void EveryRowReadsBackAsToml()
    {
        using var odd = new ConfigurationScratch(
            "[store]\ndata = \"a\\\"b\\\\c\\u0007\\u00e9\"\nsegment_size = \"1MB\"\n[tree]\nvalue_length = 2097152");
        var effective = new TreeParameters(32, 2 << 20);
        Settings first = odd.Load();
        string written = string.Join('\n', first.Rows.Select(row => $"{row.Key} = {row.Value}"));
        using var copy = new ConfigurationScratch(written);
        Assert.Equal(first.Rows.Select(row => row.Value), copy.Load().Rows.Select(row => row.Value));
        Assert.Equal("a\"b\\c\u0007\u00e9", copy.Load().Store.Data);
        Assert.Equal((effective, effective), (first.Tree.Parameters, copy.Load().Tree.Parameters));
        SettingRow derived = first.Rows.Single(row => row.Key == "tree.value_length_max");
        Assert.Equal(("\"2MiB\"", $"{odd.Path}:5:16"), (derived.Value, derived.Source.Place));
    }

    [Fact]
    public void FlagsWinOverTheEnvironmentAndThatOverTheFile()
    {
        using var file = new ConfigurationScratch("[server]\nlisten = \"127.0.0.1:1\"\nbody_limit = \"1MiB\"\nconnections_max = 7\n");
        var environment = new Dictionary<string, string>
        {
            ["BASIS__SERVER__LISTEN"] = "127.0.0.1:2",
            ["BASIS__SERVER__BODY_LIMIT"] = "2MiB",
            ["BASIS_OTHER"] = "x",
            ["PATH"] = "x",
        };
        Settings settings = file.Load(environment, new SettingOverride(SettingKeys.Listen, "[::1]:3", "--listen"));
        Assert.Equal("[::1]:3", settings.Server.Listen.ToString());
        Assert.Equal(2 << 20, settings.Server.BodyLimit.Bytes);
        Assert.Equal(7, settings.Server.ConnectionsMax);
        Dictionary<string, SettingRow> rows = settings.Rows.ToDictionary(row => row.Key);
        Assert.Equal(new SettingSource(SettingOrigin.Flag, "flag --listen"), rows["server.listen"].Source);
        Assert.Equal("\"[::1]:3\"", rows["server.listen"].Value);
        var variable = new SettingSource(SettingOrigin.Environment, "environment variable BASIS__SERVER__BODY_LIMIT");
        Assert.Equal(variable, rows["server.body_limit"].Source);
        Assert.Equal(new SettingSource(SettingOrigin.File, file.Path + ":4:19"), rows["server.connections_max"].Source);
        Assert.Equal(SettingSource.Default, rows["store.data"].Source);
    }

    [Fact]
    public void EveryKeyCanBeSetByItsVariable()
    {
        var environment = SettingKeys.All.ToDictionary(definition => definition.Variable, definition => definition.Default);
        environment["BASIS__TREE__KEYS"] = "padded";
        environment["BASIS__TREE__KEY_LENGTH"] = "2";
        Assert.True(Settings.TryLoad(null, environment, [], out Settings? settings, out _));
        Assert.All(settings.Rows, row => Assert.Equal(SettingOrigin.Environment, row.Source.Origin));
        Assert.Equal((KeyMode.Padded, 2), (settings.Tree.Keys, settings.Tree.Parameters.KeyLength));
    }

    [Fact]
    public void EveryValueReachesItsSetting()
    {
        using var file = new ConfigurationScratch(EveryKey);
        Settings settings = file.Load();
        Assert.Equal(
            new ServerSettings(
                new(IPAddress.Loopback, 0), new("/x/c", "/x/k"), new ByteSize(3_000_000), 12, new Duration(2_000), new Duration(60_000)),
            settings.Server);
        var options = new StoreOptions
        {
            Durability = Durability.ProcessCrash,
            SegmentBytesMax = 4096,
            QueueBatchesMax = 2,
            QueueBytesMax = 3072,
            GroupBatchesMax = 4,
            GroupOperationsMax = 100,
            IdempotencyKeysMax = 77,
            GroupBytesMax = 5120,
            BatchOperationsMax = 1,
            BatchBytesMax = 7,
            ProofBytesMax = 8,
            NodeEngine = NodeEngine.Memory,
            NodeCacheBytes = 64 << 10,
            NodeSegmentBytesMax = 9 << 10,
            NodeCompression = false,
            CheckpointCompression = false,
            LogRetention = TimeSpan.FromDays(30),
            CheckpointOperations = 10,
            CheckpointInterval = TimeSpan.FromHours(3),
            CheckpointsRetained = 11,
            CheckpointAtClose = false,
            SweepShareMin = 0.12,
            RecoveryParallelism = 13,
            RecoveryValidation = false,
            QuotaBytes = 14_000_000_000,
            ReserveBytes = 0,
        };
        Assert.Equal(new AuthSettings("/x/z"), settings.Auth);
        Assert.Equal(new StoreSettings("/x/y", options), settings.Store);
        Assert.Equal(new TreeSettings(KeyMode.Raw, new TreeParameters(1, 0)), settings.Tree);
    }

    [Theory]
    [InlineData("\"1000 operations\"", 1000, null, "\"1000 operations\"")]
    [InlineData("\"1 operation\"", 1, null, "\"1 operation\"")]
    [InlineData("\"1 hour\"", null, 3600, "\"1 hour\"")]
    [InlineData("[\"90 min\"]", null, 5400, "\"90 minutes\"")]
    [InlineData("[\"1000 operations\", \"1 hour\"]", 1000, 3600, "[\"1000 operations\", \"1 hour\"]")]
    [InlineData("['60 s', '7operations']", 7, 60, "[\"7 operations\", \"1 minute\"]")]
    public void CheckpointsAreDueByOperationsOrTimeOrBoth(string toml, int? operations, int? seconds, string shown)
    {
        using var file = new ConfigurationScratch($"[persistence]\ncheckpoint_interval = {toml}");
        Settings settings = file.Load();
        Assert.Equal(operations ?? CheckpointSchedule.OperationsMax, settings.Store.Options.CheckpointOperations);
        Assert.Equal(seconds, (int?)settings.Store.Options.CheckpointInterval?.TotalSeconds);
        Assert.Equal(shown, settings.Rows.Single(row => row.Key == "persistence.checkpoint_interval").Value);
        string variable = string.Join(',', toml.Split('[', ']', '"', '\'', ',').Where(part => part.Trim().Length > 0));
        var environment = new Dictionary<string, string> { ["BASIS__PERSISTENCE__CHECKPOINT_INTERVAL"] = variable };
        Assert.True(Settings.TryLoad(null, environment, [], out Settings? same, out IReadOnlyList<SettingsError> errors), $"{errors}");
        Assert.Equal(settings.Store.Options, same.Store.Options);
    }

    [Theory]
    [InlineData("[server]\nlisten = 1", "basis.toml:2:10: server.listen: Expected an address and a port")]
    [InlineData("[server]\nlisten = \"0.0.0.0:80\"", "basis.toml:2:10: server.listen: 0.0.0.0 is reachable from other machines")]
    [InlineData("[server]\nlisten = \"[::]:80\"", "basis.toml:2:10: server.listen: :: is reachable")]
    [InlineData("[server]\ncertificate = \"c\"", "2:15: server.certificate: A certificate needs its key: set server.certificate_key.")]
    [InlineData("[server]\ncertificate_key = \"c\"", "server.certificate_key: A key belongs to a certificate: set server.certificate.")]
    [InlineData("[auth]\ntokens = 1", "basis.toml:2:10: auth.tokens: Expected a path in quotes, or \"\" for none, found 1.")]
    [InlineData("[auth]\ntoken = 1", "basis.toml:2:1: Unknown key 'token' in [auth]; the nearest is 'tokens'.")]
    [InlineData("[server]\n listn = \"127.0.0.1:80\"", "basis.toml:2:2: Unknown key 'listn' in [server]; the nearest is 'listen'.")]
    [InlineData("[server]\ndata = \"x\"", "basis.toml:2:1: Unknown key 'data' in [server]; the nearest is 'data' in [store].")]
    [InlineData("[serve]\nlisten = 1", "basis.toml:1:2: Unknown section 'serve'; the nearest is [server].")]
    [InlineData("lisen = 1", "basis.toml:1:1: Unknown key 'lisen' outside of a section; the nearest is 'listen' in [server].")]
    [InlineData("server = 1", "basis.toml:1:10: server is a section: it is written [server]")]
    [InlineData("[[server]]", "basis.toml:1:3: server is a section: it is written [server]")]
    [InlineData("[server.listen]", "basis.toml:1:9: server.listen: Expected an address and a port")]
    [InlineData("[server]\nbody_limit = 1024", "basis.toml:2:14: server.body_limit: Expected a size with its unit from \"1KiB\" to")]
    [InlineData("[server]\nbody_limit = \"1023B\"", "found '1023B'.")]
    [InlineData("[server]\nbody_limit = \"2GiB\"", "found '2GiB'.")]
    [InlineData("[server]\nbody_limit = 1.5", "found a float.")]
    [InlineData("[server]\nbody_limit = true", "found a truth value.")]
    [InlineData("[server]\nbody_limit = []", "found an array.")]
    [InlineData("[server]\nbody_limit = 2020-01-01", "found a date or time.")]
    [InlineData("[server]\nconnections_max = 0", "basis.toml:2:19: server.connections_max: Expected a whole number from 1 to 100000")]
    [InlineData("[server]\nconnections_max = -1", "found -1.")]
    [InlineData("[server]\nconnections_max = \"10 batches\"", "found '10 batches'.")]
    [InlineData("[server]\nheader_timeout = \"15\"", "basis.toml:2:18: server.header_timeout: Expected a duration with its unit")]
    [InlineData("[server]\nheader_timeout = \"1 hour\"", "from \"1 second\" to \"10 minutes\"")]
    [InlineData("[store]\ndata = \"\"", "basis.toml:2:8: store.data: Expected a path")]
    [InlineData("[store]\ndata = \"a\\u0000b\"", "basis.toml:2:8: store.data: Expected a path")]
    [InlineData("[store]\ndurability = \"Durable\"", "Expected one of \"durable\", \"process-crash\", \"none\", found 'Durable'.")]
    [InlineData("[persistence]\nnode_stor = 1", "2:1: Unknown key 'node_stor' in [persistence]; the nearest is 'node_store'.")]
    [InlineData("[persistence]\nnode_store = \"zonetree\"", "node_store: Expected one of \"segments\", \"memory\", found")]
    [InlineData("[persistence]\nnode_cache_size = \"1KiB\"", "2:19: persistence.node_cache_size: Expected a size with its unit from")]
    [InlineData("[persistence]\nnode_cache_size = \"1GB, 2GB\"", "found '1GB, 2GB'.")]
    [InlineData("[persistence]\ncheckpoint_interval = 1000", "2:23: persistence.checkpoint_interval: Expected \"N operations\" with N")]
    [InlineData("[persistence]\ncheckpoint_interval = \"1000\"", "or a list of one of each, found '1000'.")]
    [InlineData("[persistence]\ncheckpoint_interval = \"0 operations\"", "found '0 operations'.")]
    [InlineData("[persistence]\ncheckpoint_interval = \"1 ms\"", "a duration from \"1 second\" to \"365 days\"")]
    [InlineData("[persistence]\ncheckpoint_interval = \"1 hour, 5 operations\"", "found '1 hour, 5 operations'.")]
    [InlineData("[persistence]\ncheckpoint_interval = []", "found an array.")]
    [InlineData("[persistence]\ncheckpoint_interval = [\"1 hour\", 5]", "found an array.")]
    [InlineData("[persistence]\ncheckpoint_interval = [[\"1 hour\"]]", "found an array.")]
    [InlineData("[persistence]\ncheckpoint_interval = [\"1 hour\", \"2 days\"]", "found ['1 hour', '2 days'].")]
    [InlineData("[persistence]\noperation_log_retention = \"30\"", "retention: Expected \"forever\" or a duration with its unit up to \"")]
    [InlineData("[persistence]\noperation_log_retention = \"36501 days\"", "found '36501 days'.")]
    [InlineData("[persistence]\ncheckpoint_retention = 0", "checkpoint_retention: Expected a whole number from 1 to 10000")]
    [InlineData("[persistence]\ncheckpoint_at_close = \"true\"", "checkpoint_at_close: Expected true or false, found 'true'.")]
    [InlineData("[persistence]\nrecovery_validation = 1", "recovery_validation: Expected true or false, found 1.")]
    [InlineData("[persistence]\ncompaction_percent = 4", "compaction_percent: Expected a whole number of percent from 5 to 100, found 4.")]
    [InlineData("[persistence]\nrecovery_parallelism = 65", "recovery_parallelism: Expected a whole number from 1 to 64, or the same as")]
    [InlineData("[store]\nquota = 10", "quota: Expected a size with its unit from \"0B\" to \"1073741824GiB\"")]
    [InlineData("[store]\nreserve = \"1025GiB\"", "to \"1024GiB\"")]
    [InlineData("[store]\nquota = \"16MiB\"", "2:9: store.quota: The reserve of 16MiB counts as used, so it must be less.")]
    [InlineData("[tree]\nkeys = \"hash\"", "Expected one of \"hashed\", \"padded\", \"raw\", found 'hash'.")]
    [InlineData("[tree]\nkey_length = \"32\"", "basis.toml:2:14: tree.key_length: Expected a whole number of bytes from 1 to 255")]
    [InlineData("[tree]\nkey_length = 256", "found 256.")]
    [InlineData("[tree]\nkey_length = 16", "basis.toml:2:14: tree.key_length: Hashed keys have 32 bytes, not 16.")]
    [InlineData("[tree]\nkeys = \"padded\"\nkey_length = 1", "basis.toml:3:14: tree.key_length: Padded keys have at least 2 bytes")]
    [InlineData("[tree]\nvalue_length = \"fixed\"", "basis.toml:2:16: tree.value_length: Expected \"variable\" or a whole number")]
    [InlineData("[tree]\nvalue_length = 16777217", "found 16777217.")]
    [InlineData("[tree]\nvalue_length_max = \"17MiB\"", "to \"16MiB\"")]
    [InlineData("[tree]\nvalue_length = 8\nvalue_length_max = \"9B\"", "3:20: tree.value_length_max: Values of the fixed length 8")]
    [InlineData("[server]\nlisten = \"x", "basis.toml:2:10: The string is not closed on its line.")]
    public void WhatIsWrongIsRefusedByOneSentenceWithItsPlace(string toml, string expected)
    {
        using var file = new ConfigurationScratch(toml);
        string error = Assert.Single(file.Errors());
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.StartsWith("basis.toml:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void VariablesAndFlagsAreRefusedByName()
    {
        using var file = new ConfigurationScratch(string.Empty);
        var environment = new Dictionary<string, string> { ["BASIS__SERVER__LISTN"] = "x", ["BASIS__TREE__KEYS"] = string.Empty };
        IReadOnlyList<string> errors = file.Errors(environment, new SettingOverride(SettingKeys.Durability, "maybe", "--durability"));
        Assert.Equal(3, errors.Count);
        Assert.Equal(
            "environment variable BASIS__SERVER__LISTN: There is no such setting; the nearest is BASIS__SERVER__LISTEN.", errors[0]);
        Assert.StartsWith("flag --durability: store.durability: Expected one of", errors[1], StringComparison.Ordinal);
        Assert.StartsWith("environment variable BASIS__TREE__KEYS: tree.keys: Expected one of", errors[2], StringComparison.Ordinal);
    }

    [Fact]
    public void AllErrorsAreNamedAtOnceButNotWithoutEnd()
    {
        using var three = new ConfigurationScratch("[server]\na = 1\nlisten = 1\n[tree]\nkeys = 1");
        Assert.Equal(3, three.Errors().Count);
        using var many = new ConfigurationScratch("[server]\n" + string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"k{i} = 1")));
        Assert.Equal(100, many.Errors().Count);
    }

    [Fact]
    public void FilesThatCannotBeReadAreRefusedByName()
    {
        using var file = new ConfigurationScratch(string.Empty);
        string[] paths = [file.Path + ".none", Path.Combine(file.Path, "below"), Path.GetDirectoryName(file.Path)!, "a\0b"];
        foreach (string path in paths)
        {
            Assert.False(Settings.TryLoad(path, new Dictionary<string, string>(), [], out _, out IReadOnlyList<SettingsError> errors));
            Assert.Equal(path, Assert.Single(errors).Place);
        }

        File.WriteAllBytes(file.Path, new byte[TomlDocument.BytesMax + 1]);
        Assert.Contains("at most 1048576", Assert.Single(file.Errors()), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyTheVariablesOfTheConfigurationAreTaken()
    {
        var all = new Hashtable { ["BASIS__A__B"] = "1", ["BASIS__"] = string.Empty, ["BASIS_OTHER"] = "2", ["basis__a__b"] = "3" };
        IReadOnlyDictionary<string, string> picked = SettingsEnvironment.Of(all);
        Assert.Equal(["BASIS__", "BASIS__A__B"], picked.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1", picked["BASIS__A__B"]);
    }

    private static Settings LoadDefaults()
    {
        Assert.True(Settings.TryLoad(null, new Dictionary<string, string>(), [], out Settings? defaults, out _));
        return defaults;
    }
}
