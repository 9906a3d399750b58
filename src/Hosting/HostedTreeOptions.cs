using BasisTrees.Persistence;

namespace BasisTrees.Hosting;

/// <summary>What a host is told about one tree: where it is, what it is for, and how its store behaves.</summary>
/// <remarks>
/// It can be set, so that a configuration can be bound to it; it is read once, when the tree is opened. Every value is checked when the
/// host starts, and whatever is wrong with one is told in one sentence.
/// </remarks>
public sealed class HostedTreeOptions
{
    /// <summary>The directory of the store, absolute or relative to the current one. Required.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Whether a store is made where there is none; otherwise opening refuses to.</summary>
    public bool CreateIfMissing { get; set; } = true;

    /// <summary>
    /// The name of the tree, 1 to 128 letters, digits, <c>_</c> and <c>-</c>; a store with another one is refused. Null to take what is
    /// there, and 32 random hexadecimal digits for a new store.
    /// </summary>
    public string? TreeId { get; set; }

    /// <summary>How ids become keys.</summary>
    public KeyMode KeyMode { get; set; } = KeyMode.Hashed;

    /// <summary>The length of every key in bytes, 1 to 255; 32 for hashed keys, at least 2 for padded ones.</summary>
    public int KeyLength { get; set; } = KeyScheme.HashedKeyLength;

    /// <summary>The length of every value in bytes; null for any length.</summary>
    public int? ValueLength { get; set; }

    /// <summary>The longest value in bytes, up to 16 MiB; null for what is usual. Only a new store is given it.</summary>
    public int? ValueLengthMax { get; set; }

    /// <inheritdoc cref="StoreOptions.Durability"/>
    public Durability Durability { get; set; } = Durability.Durable;

    /// <inheritdoc cref="StoreOptions.NodeEngine"/>
    public NodeEngine NodeEngine { get; set; } = NodeEngine.Segments;

    /// <inheritdoc cref="StoreOptions.NodeCacheBytes"/>
    public long NodeCacheBytes { get; set; } = s_usual.NodeCacheBytes;

    /// <inheritdoc cref="StoreOptions.CheckpointOperations"/>
    public long CheckpointOperations { get; set; } = s_usual.CheckpointOperations;

    /// <inheritdoc cref="StoreOptions.CheckpointInterval"/>
    public TimeSpan? CheckpointInterval { get; set; } = s_usual.CheckpointInterval;

    /// <inheritdoc cref="StoreOptions.CheckpointsRetained"/>
    public int CheckpointsRetained { get; set; } = s_usual.CheckpointsRetained;

    /// <inheritdoc cref="StoreOptions.CheckpointAtClose"/>
    public bool CheckpointAtClose { get; set; } = s_usual.CheckpointAtClose;

    /// <inheritdoc cref="StoreOptions.LogRetention"/>
    public TimeSpan? LogRetention { get; set; }

    /// <inheritdoc cref="StoreOptions.QuotaBytes"/>
    public long QuotaBytes { get; set; }

    /// <inheritdoc cref="StoreOptions.ReserveBytes"/>
    public long ReserveBytes { get; set; } = s_usual.ReserveBytes;

    /// <inheritdoc cref="StoreOptions.BatchOperationsMax"/>
    public int BatchOperationsMax { get; set; } = s_usual.BatchOperationsMax;

    /// <inheritdoc cref="StoreOptions.QueueBatchesMax"/>
    public int QueueBatchesMax { get; set; } = s_usual.QueueBatchesMax;

    /// <inheritdoc cref="StoreOptions.IdempotencyKeysMax"/>
    public int IdempotencyKeysMax { get; set; } = s_usual.IdempotencyKeysMax;

    /// <summary>
    /// What is remembered of the store, as <c>revision:digest</c>, or null: one that does not reach it is refused, for it went back in
    /// time.
    /// </summary>
    public string? ExpectAtLeast { get; set; }

    private static readonly StoreOptions s_usual = new();
}
