using System.Diagnostics.CodeAnalysis;
using System.Net;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Toml;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Configuration;

/// <summary>The whole configuration: flags win over the environment, the environment over the file, the file over the defaults.</summary>
/// <remarks>Immutable and validated; any thread may use it.</remarks>
internal sealed record Settings
{
    private Settings(SettingReader reader, SettingCollector collector, List<SettingsError> errors)
    {
        Server = ReadServer(reader);
        Auth = ReadAuth(reader, Server);
        Store = ReadStore(reader);
        Tree = ReadTree(reader);
        Work = ReadWork(reader);
        Telemetry = ReadTelemetry(reader);
        Trees = [.. ReadTrees(reader, collector, errors)];
        Rows = reader.Rows;
    }

    /// <summary>The HTTP server.</summary>
    public ServerSettings Server { get; }

    /// <summary>Who may ask.</summary>
    public AuthSettings Auth { get; }

    /// <summary>The embedded store.</summary>
    public StoreSettings Store { get; }

    /// <summary>The tree of a store that is yet to be created.</summary>
    public TreeSettings Tree { get; }

    /// <summary>What the service does by itself.</summary>
    public WorkSettings Work { get; }

    /// <summary>What it tells of itself.</summary>
    public TelemetrySettings Telemetry { get; }

    /// <summary>The trees beside it, in the order of the file.</summary>
    public IReadOnlyList<NamedTreeSettings> Trees { get; }

    /// <summary>Every effective value and where it came from: the keys of <see cref="SettingKeys.All"/>, then those of the trees.</summary>
    public IReadOnlyList<SettingRow> Rows { get; }

    /// <summary>Loads the configuration.</summary>
    /// <param name="path">The TOML file, or null if there is none.</param>
    /// <param name="environment">The environment; only names that begin with <c>BASIS__</c> matter.</param>
    /// <param name="overrides">The values of the command line.</param>
    /// <param name="settings">The settings if nothing is wrong.</param>
    /// <param name="errors">Everything that is wrong, each with its place; empty on success.</param>
    public static bool TryLoad(
        string? path,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<SettingOverride> overrides,
        [NotNullWhen(true)] out Settings? settings,
        out IReadOnlyList<SettingsError> errors)
    {
        settings = null;
        var found = new List<SettingsError>();
        errors = found;
        var collector = new SettingCollector(found);
        if (path is not null)
        {
            if (!SettingsFile.TryRead(path, out TomlDocument? document, out SettingsError? error))
            {
                found.Add(error);
                return false;
            }

            collector.AddFile(path, document.Root);
        }

        collector.AddEnvironment(environment);
        collector.AddOverrides(overrides);
        var loaded = new Settings(new SettingReader(collector, found), collector, found);
        if (found.Count > 0) return false;
        settings = loaded;
        return true;
    }

    private IEnumerable<NamedTreeSettings> ReadTrees(SettingReader reader, SettingCollector collector, List<SettingsError> errors)
    {
        var directories = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PlaceOf(Store)] = TreeSections.DefaultName,
        };
        foreach ((string name, string place) in collector.Trees)
        {
            reader.Enter(name);
            if (!collector.IsGiven(TreeSections.Of(SettingKeys.Data, name)))
                errors.Add(new SettingsError(place, $"The tree {name} needs a directory of its own: {SettingKeys.Data.Name} = \"DIR\"."));
            var tree = new NamedTreeSettings(name, ReadStore(reader), ReadTree(reader));
            string directory = PlaceOf(tree.Store);
            if (errors.Count == 0 && !directories.TryAdd(directory, name))
                reader.Refuse(SettingKeys.Data, $"The directory {directory} is that of the tree {directories[directory]}.");
            yield return tree;
        }
    }

    private static string PlaceOf(StoreSettings store) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Data));

    private static ServerSettings ReadServer(SettingReader reader) => new(
        reader.Address(SettingKeys.Listen),
        ReadCertificate(reader),
        reader.Size(SettingKeys.BodyLimit, 1 << 10, 1 << 30),
        reader.Number(SettingKeys.ConnectionsMax, 100_000, "connections"),
        reader.Time(SettingKeys.HeaderTimeout, new Duration(1_000), new Duration(600_000)),
        reader.Time(SettingKeys.ShutdownTimeout, new Duration(1_000), new Duration(3_600_000)));

    private static CertificatePair? ReadCertificate(SettingReader reader)
    {
        string? file = reader.PathOrNone(SettingKeys.Certificate);
        string? key = reader.PathOrNone(SettingKeys.CertificateKey);
        if (file is not null && key is null)
            reader.Refuse(SettingKeys.Certificate, $"A certificate needs its key: set {SettingKeys.CertificateKey.Key}.");
        if (file is null && key is not null)
            reader.Refuse(SettingKeys.CertificateKey, $"A key belongs to a certificate: set {SettingKeys.Certificate.Key}.");
        return file is null || key is null ? null : new CertificatePair(file, key);
    }

    private static AuthSettings ReadAuth(SettingReader reader, ServerSettings server)
    {
        string? tokens = reader.PathOrNone(SettingKeys.Tokens);
        if (tokens is null && !IPAddress.IsLoopback(server.Listen.Address))
        {
            reader.Refuse(
                SettingKeys.Listen,
                $"{server.Listen.Address} is reachable from other machines, which needs tokens: set {SettingKeys.Tokens.Key}.");
        }

        return new AuthSettings(tokens);
    }

    private static WorkSettings ReadWork(SettingReader reader)
    {
        string? set = reader.PathOrNone(SettingKeys.BackupSet);
        string? key = reader.PathOrNone(SettingKeys.BackupKey);
        Duration? full = ReadInterval(reader, SettingKeys.FullInterval);
        Duration? incremental = ReadInterval(reader, SettingKeys.IncrementalInterval);
        SettingDefinition? orphan = set is not null ? null
            : key is not null ? SettingKeys.BackupKey
            : full is not null ? SettingKeys.FullInterval
            : incremental is not null ? SettingKeys.IncrementalInterval
            : null;
        if (orphan is not null) reader.Refuse(orphan, $"There is no directory to back up to: set {SettingKeys.BackupSet.Key}.");
        var drill = new DrillSettings(
            ReadInterval(reader, SettingKeys.DrillInterval),
            reader.PathOrNone(SettingKeys.DrillScratch),
            reader.PathOrNone(SettingKeys.DrillReports),
            reader.Number(SettingKeys.DrillKeep, 10_000, "reports"));
        return new WorkSettings(
            new BackupSettings(set, key, full, incremental),
            drill,
            ReadInterval(reader, SettingKeys.ScrubInterval),
            ReadInterval(reader, SettingKeys.CompactionInterval),
            ReadInterval(reader, SettingKeys.CrosscheckInterval));
    }

    private static TelemetrySettings ReadTelemetry(SettingReader reader)
    {
        JournalForm form = reader.Choice(SettingKeys.LogFormat, ("text", JournalForm.Text), ("json", JournalForm.Json));
        JournalLevel level = reader.Choice(
            SettingKeys.LogLevel, [.. JournalEvents.Levels.Select((word, index) => (word, (JournalLevel)index))]);
        Uri? collector = reader.WebOrNone(SettingKeys.OtlpEndpoint);
        CollectorProtocol protocol = reader.Choice(
            SettingKeys.OtlpProtocol, ("grpc", CollectorProtocol.Grpc), ("http", CollectorProtocol.Http));
        string? headers = reader.PathOrNone(SettingKeys.OtlpHeaders);
        if (headers is not null && collector is null)
            reader.Refuse(SettingKeys.OtlpHeaders, $"There is no collector to send headers to: set {SettingKeys.OtlpEndpoint.Key}.");
        return new TelemetrySettings(
            form, level, collector, protocol, headers,
            reader.Time(SettingKeys.MetricsInterval, new Duration(1_000), new Duration(86_400_000)),
            reader.Percent(SettingKeys.TracePercent, 0, 100));
    }

    private static Duration? ReadInterval(SettingReader reader, SettingDefinition definition) =>
        reader.TimeOrNever(definition, new Duration(60_000), new Duration(3_650L * 86_400_000));

    private static StoreSettings ReadStore(SettingReader reader)
    {
        string data = reader.Path(SettingKeys.Data);
        StoreOptions options = ReadLimits(reader);
        if (options.QuotaBytes > 0 && options.QuotaBytes <= options.ReserveBytes)
            reader.Refuse(SettingKeys.Quota, $"The reserve of {new ByteSize(options.ReserveBytes)} counts as used, so it must be less.");
        return new StoreSettings(data, ReadPersistence(reader, options));
    }

    private static StoreOptions ReadLimits(SettingReader reader) => new()
    {
        Durability = reader.Choice(
            SettingKeys.Durability,
            ("durable", Durability.Durable),
            ("process-crash", Durability.ProcessCrash),
            ("none", Durability.None)),
        SegmentBytesMax = reader.Size(SettingKeys.SegmentSize, 4 << 10, 1 << 30).Bytes,
        QueueBatchesMax = reader.Number(SettingKeys.QueueBatches, 1_000_000, "batches"),
        QueueBytesMax = reader.Size(SettingKeys.QueueSize, 1 << 10, 16L << 30).Bytes,
        GroupBatchesMax = reader.Number(SettingKeys.GroupBatches, 100_000, "batches"),
        GroupBytesMax = reader.Size(SettingKeys.GroupSize, 1 << 10, 256 << 20).Bytes,
        BatchOperationsMax = reader.Number(SettingKeys.BatchOperations, StoreOptions.BatchOperationsLimit, "operations"),
        BatchBytesMax = (int)reader.Size(SettingKeys.BatchSize, 1, StoreOptions.BatchBytesLimit).Bytes,
        ProofBytesMax = (int)reader.Size(SettingKeys.ProofSize, 1, StoreOptions.ProofBytesLimit).Bytes,
        IdempotencyKeysMax = reader.Number(SettingKeys.IdempotencyKeys, 100_000, "keys"),
        QuotaBytes = reader.Size(SettingKeys.Quota, 0, 1L << 60).Bytes,
        ReserveBytes = reader.Size(SettingKeys.Reserve, 0, 1L << 40).Bytes,
    };

    private static StoreOptions ReadPersistence(SettingReader reader, StoreOptions limits)
    {
        NodeEngine engine = reader.Choice(
            SettingKeys.NodeStore, ("segments", NodeEngine.Segments), ("memory", NodeEngine.Memory));
        long cache = reader.Size(SettingKeys.NodeCacheSize, 64 << 10, 16L << 40).Bytes;
        long segment = reader.Size(SettingKeys.NodeSegmentSize, 4 << 10, 1 << 30).Bytes;
        bool isCompressed = reader.Truth(SettingKeys.NodeCompression);
        Duration? logRetention = reader.TimeOrForever(SettingKeys.LogRetention, new Duration(36_500L * 86_400_000));
        int groupOperations = reader.Number(SettingKeys.OperationBatchSize, 1_000_000, "operations");
        CheckpointSchedule schedule = reader.Schedule(SettingKeys.CheckpointInterval);
        return limits with
        {
            NodeEngine = engine,
            NodeCacheBytes = cache,
            NodeSegmentBytesMax = segment,
            NodeCompression = isCompressed,
            LogRetention = logRetention?.TimeSpan,
            CheckpointOperations = schedule.Operations ?? CheckpointSchedule.OperationsMax,
            CheckpointInterval = schedule.Time?.TimeSpan,
            CheckpointsRetained = reader.Number(SettingKeys.CheckpointRetention, 10_000, "checkpoints"),
            GroupOperationsMax = groupOperations,
            CheckpointCompression = reader.Truth(SettingKeys.CheckpointCompression),
            CheckpointAtClose = reader.Truth(SettingKeys.CheckpointAtClose),
            SweepShareMin = reader.Percent(SettingKeys.CompactionPercent, 5, 100) / 100.0,
            RecoveryParallelism = reader.Number(SettingKeys.RecoveryParallelism, 64, "threads"),
            RecoveryValidation = reader.Truth(SettingKeys.RecoveryValidation),
        };
    }

    private static TreeSettings ReadTree(SettingReader reader)
    {
        KeyMode keys = reader.Choice(
            SettingKeys.Keys, ("hashed", KeyMode.Hashed), ("padded", KeyMode.Padded), ("raw", KeyMode.Raw));
        int keyLength = reader.Length(SettingKeys.KeyLength, 1, TreeParameters.KeyLengthMax);
        int? valueLength = reader.LengthOrVariable(SettingKeys.ValueLength, TreeParameters.ValueLengthLimit);
        int valueLengthMax = (int)reader.Size(SettingKeys.ValueLengthMax, 0, TreeParameters.ValueLengthLimit).Bytes;
        if (keys == KeyMode.Hashed && keyLength != 32)
            reader.Refuse(SettingKeys.KeyLength, $"Hashed keys have 32 bytes, not {keyLength}.");
        if (keys == KeyMode.Padded && keyLength < 2)
            reader.Refuse(SettingKeys.KeyLength, "Padded keys have at least 2 bytes, of which the last one holds the length of the id.");
        if (valueLength is { } fixedLength && valueLengthMax != fixedLength)
        {
            valueLengthMax = fixedLength;
            if (reader.SourceOf(SettingKeys.ValueLengthMax).Origin != SettingOrigin.Default)
                reader.Refuse(SettingKeys.ValueLengthMax, $"Values of the fixed length {fixedLength} have no other maximum.");
            reader.Derive(SettingKeys.ValueLengthMax, $"\"{new ByteSize(fixedLength)}\"", SettingKeys.ValueLength);
        }

        return new TreeSettings(keys, new TreeParameters(keyLength, valueLength, valueLengthMax));
    }
}
