using System.Collections.Immutable;

namespace BasisTrees.Host.Configuration;

/// <summary>Every key of the configuration; config/basis.toml explains each of them.</summary>
internal static class SettingKeys
{
    /// <summary>What the names of all environment variables of the configuration begin with.</summary>
    public const string VariablePrefix = "BASIS__";

    public static readonly SettingDefinition Listen = new("server", "listen", "127.0.0.1:7425");
    public static readonly SettingDefinition Certificate = new("server", "certificate", "") { IsLive = true };
    public static readonly SettingDefinition CertificateKey = new("server", "certificate_key", "") { IsLive = true };
    public static readonly SettingDefinition BodyLimit = new("server", "body_limit", "64MiB");
    public static readonly SettingDefinition ConnectionsMax = new("server", "connections_max", "2000");
    public static readonly SettingDefinition HeaderTimeout = new("server", "header_timeout", "15 seconds");
    public static readonly SettingDefinition ShutdownTimeout = new("server", "shutdown_timeout", "30 seconds");

    public static readonly SettingDefinition Tokens = new("auth", "tokens", "") { IsLive = true };

    public static readonly SettingDefinition Data = new("store", "data", "data");
    public static readonly SettingDefinition Durability = new("store", "durability", "durable");
    public static readonly SettingDefinition SegmentSize = new("store", "segment_size", "64MiB");
    public static readonly SettingDefinition QueueBatches = new("store", "queue_batches", "4096");
    public static readonly SettingDefinition QueueSize = new("store", "queue_size", "256MiB");
    public static readonly SettingDefinition GroupBatches = new("store", "group_batches", "1024");
    public static readonly SettingDefinition GroupSize = new("store", "group_size", "16MiB");
    public static readonly SettingDefinition BatchOperations = new("store", "batch_operations", "100000");
    public static readonly SettingDefinition BatchSize = new("store", "batch_size", "64MiB");
    public static readonly SettingDefinition ProofSize = new("store", "proof_size", "64MiB");
    public static readonly SettingDefinition IdempotencyKeys = new("store", "idempotency_keys", "10000");
    public static readonly SettingDefinition Quota = new("store", "quota", "0B");
    public static readonly SettingDefinition Reserve = new("store", "reserve", "16MiB");

    public static readonly SettingDefinition NodeStore = new("persistence", "node_store", "segments");
    public static readonly SettingDefinition NodeCacheSize = new("persistence", "node_cache_size", "1GB");
    public static readonly SettingDefinition NodeSegmentSize = new("persistence", "node_segment_size", "32MiB");
    public static readonly SettingDefinition NodeCompression = new("persistence", "node_compression", "true");
    public static readonly SettingDefinition OperationBatchSize = new("persistence", "operation_batch_size", "10000");
    public static readonly SettingDefinition LogRetention = new("persistence", "operation_log_retention", "forever") { IsLive = true };
    public static readonly SettingDefinition CheckpointInterval =
        new("persistence", "checkpoint_interval", "100000 operations, 10 minutes") { IsLive = true };

    public static readonly SettingDefinition CheckpointRetention = new("persistence", "checkpoint_retention", "2") { IsLive = true };
    public static readonly SettingDefinition CheckpointCompression = new("persistence", "checkpoint_compression", "true");
    public static readonly SettingDefinition CheckpointAtClose = new("persistence", "checkpoint_at_close", "true");
    public static readonly SettingDefinition CompactionPercent = new("persistence", "compaction_percent", "50") { IsLive = true };
    public static readonly SettingDefinition RecoveryParallelism = new("persistence", "recovery_parallelism", "4");
    public static readonly SettingDefinition RecoveryValidation = new("persistence", "recovery_validation", "true");

    public static readonly SettingDefinition Keys = new("tree", "keys", "hashed");
    public static readonly SettingDefinition KeyLength = new("tree", "key_length", "32");
    public static readonly SettingDefinition ValueLength = new("tree", "value_length", "variable");
    public static readonly SettingDefinition ValueLengthMax = new("tree", "value_length_max", "1MiB");

    public static readonly SettingDefinition BackupSet = new("backup", "set", "");
    public static readonly SettingDefinition BackupKey = new("backup", "key", "");
    public static readonly SettingDefinition FullInterval = new("backup", "full_interval", "never") { IsLive = true };
    public static readonly SettingDefinition IncrementalInterval = new("backup", "incremental_interval", "never") { IsLive = true };

    public static readonly SettingDefinition DrillInterval = new("drill", "interval", "never") { IsLive = true };
    public static readonly SettingDefinition DrillScratch = new("drill", "scratch", "");
    public static readonly SettingDefinition DrillReports = new("drill", "reports", "");
    public static readonly SettingDefinition DrillKeep = new("drill", "keep", "10");

    public static readonly SettingDefinition LogFormat = new("telemetry", "log_format", "text");
    public static readonly SettingDefinition LogLevel = new("telemetry", "log_level", "information") { IsLive = true };
    public static readonly SettingDefinition OtlpEndpoint = new("telemetry", "otlp_endpoint", "");
    public static readonly SettingDefinition OtlpProtocol = new("telemetry", "otlp_protocol", "grpc");
    public static readonly SettingDefinition OtlpHeaders = new("telemetry", "otlp_headers", "");
    public static readonly SettingDefinition MetricsInterval = new("telemetry", "metrics_interval", "60 seconds");
    public static readonly SettingDefinition TracePercent = new("telemetry", "trace_percent", "100");

    public static readonly SettingDefinition ScrubInterval = new("scrub", "interval", "never") { IsLive = true };
    public static readonly SettingDefinition CompactionInterval = new("compaction", "interval", "never") { IsLive = true };
    public static readonly SettingDefinition CrosscheckInterval = new("crosscheck", "interval", "never") { IsLive = true };

    /// <summary>All keys, in the order in which the effective values are shown.</summary>
    public static ImmutableArray<SettingDefinition> All { get; } =
    [
        Listen, Certificate, CertificateKey, BodyLimit, ConnectionsMax, HeaderTimeout, ShutdownTimeout,
        Tokens,
        Data, Durability, SegmentSize, QueueBatches, QueueSize, GroupBatches, GroupSize, BatchOperations, BatchSize, ProofSize,
        IdempotencyKeys, Quota, Reserve,
        NodeStore, NodeCacheSize, NodeSegmentSize, NodeCompression, LogRetention, OperationBatchSize, CheckpointInterval,
        CheckpointRetention, CheckpointCompression, CheckpointAtClose, CompactionPercent, RecoveryParallelism, RecoveryValidation,
        Keys, KeyLength, ValueLength, ValueLengthMax,
        BackupSet, BackupKey, FullInterval, IncrementalInterval, DrillInterval, DrillScratch, DrillReports, DrillKeep, ScrubInterval,
        CompactionInterval, CrosscheckInterval,
        LogFormat, LogLevel, OtlpEndpoint, OtlpProtocol, OtlpHeaders, MetricsInterval, TracePercent,
    ];

    /// <summary>Finds a key by its section and name.</summary>
    public static SettingDefinition? Find(string section, string name) =>
        All.FirstOrDefault(definition => definition.Section == section && definition.Name == name);

    /// <summary>Whether there is a section of this name.</summary>
    public static bool IsSection(string section) => All.Any(definition => definition.Section == section);

    /// <summary>The section whose name is most like this one.</summary>
    public static string NearestSection(string section) =>
        All.Select(definition => definition.Section).Distinct().MinBy(known => EditDistance.Between(known, section))!;

    /// <summary>The key most like one that does not exist: the same name elsewhere before a like one in the same section.</summary>
    public static SettingDefinition Nearest(string section, string name) => All
        .OrderBy(definition => definition.Name == name ? 0 : 1)
        .ThenBy(definition => EditDistance.Between(definition.Key, $"{section}.{name}"))
        .First();

    /// <summary>The key whose name alone is most like one that stands outside of all sections.</summary>
    public static SettingDefinition NearestByName(string name) => All.MinBy(definition => EditDistance.Between(definition.Name, name))!;
}
