using System.Runtime.CompilerServices;

namespace BasisTrees.Persistence;

/// <summary>How an open store behaves; nothing here changes what is on the disk.</summary>
/// <remarks>Immutable and validated: a value out of its range throws <see cref="ArgumentOutOfRangeException"/> when it is set.</remarks>
public sealed record StoreOptions
{
    /// <summary>The most operations that any store takes in one batch: 100,000.</summary>
    public const int BatchOperationsLimit = 100_000;

    /// <summary>The most bytes of ids and values that any store takes in one batch: 64 MiB.</summary>
    public const int BatchBytesLimit = 64 << 20;

    /// <summary>The longest proof that any store hands out, in bytes: 64 MiB.</summary>
    public const int ProofBytesLimit = 64 << 20;

    /// <summary>What an acknowledged batch survives.</summary>
    public Durability Durability
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>When a log segment has this many bytes, the next group of batches begins another one; 1 KiB to 1 GiB.</summary>
    public long SegmentBytesMax { get; init => field = Within(value, 1 << 10, 1 << 30); } = 64 << 20;

    /// <summary>How many batches may wait for the writer before further ones are told that the queue is full; 1 to 1,000,000.</summary>
    public int QueueBatchesMax { get; init => field = (int)Within(value, 1, 1_000_000); } = 4096;

    /// <summary>How many bytes of memory batches may take while they wait for the writer; 1 KiB to 16 GiB. One batch always fits.</summary>
    public long QueueBytesMax { get; init => field = Within(value, 1 << 10, 16L << 30); } = 256 << 20;

    /// <summary>How many batches may share one sync; 1 to 100,000.</summary>
    public int GroupBatchesMax { get; init => field = (int)Within(value, 1, 100_000); } = 1024;

    /// <summary>How many operations may share one sync, 1 to 1,000,000. One batch always fits.</summary>
    public int GroupOperationsMax { get; init => field = (int)Within(value, 1, 1_000_000); } = 10_000;

    /// <summary>How many bytes of memory the batches may take that share one sync; 1 KiB to 256 MiB. One batch always fits.</summary>
    public long GroupBytesMax { get; init => field = Within(value, 1 << 10, 256 << 20); } = 16 << 20;

    /// <summary>The most operations in one batch; 1 to 100,000.</summary>
    public int BatchOperationsMax { get; init => field = (int)Within(value, 1, BatchOperationsLimit); } = BatchOperationsLimit;

    /// <summary>The most bytes of ids and values in one batch; 1 to 64 MiB.</summary>
    public int BatchBytesMax { get; init => field = (int)Within(value, 1, BatchBytesLimit); } = BatchBytesLimit;

    /// <summary>The longest proof that is handed out, in bytes; 1 to 64 MiB.</summary>
    public int ProofBytesMax { get; init => field = (int)Within(value, 1, ProofBytesLimit); } = ProofBytesLimit;

    /// <summary>
    /// How many idempotency keys are remembered, the last ones (<see cref="Batch.IdempotencyKey"/>); 0 to 100,000. Each takes about 200
    /// bytes of memory and 73 in every checkpoint.
    /// </summary>
    public int IdempotencyKeysMax { get; init => field = (int)Within(value, 0, 100_000); } = 10_000;

    /// <summary>Where nodes are kept that are not in memory.</summary>
    public NodeEngine NodeEngine
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// How many bytes of nodes, keys and values may be in memory; 64 KiB to 16 TiB. What is in no node store yet, and what one batch
    /// touches, is in memory in any case.
    /// </summary>
    public long NodeCacheBytes { get; init => field = Within(value, 64 << 10, 16L << 40); } = 1_000_000_000;

    /// <summary>
    /// When a file of nodes has this many bytes, the next one is begun; 4 KiB to 1 GiB. The index of a file that grows is in memory, so it
    /// happens at an eighth of <see cref="NodeCacheBytes"/> already, though not below 4 MiB.
    /// </summary>
    public long NodeSegmentBytesMax { get; init => field = Within(value, 4 << 10, 1 << 30); } = 32 << 20;

    /// <summary>
    /// Whether nodes with values of some hundred bytes or more, and full checkpoints, are compressed in files where that saves room.
    /// </summary>
    public bool NodeCompression { get; init; } = true;

    /// <summary>Whether full checkpoints are compressed.</summary>
    public bool CheckpointCompression { get; init; } = true;

    /// <summary>After how many operations a checkpoint is due; 1 to 10^15.</summary>
    public long CheckpointOperations { get; init => field = Within(value, 1, 1_000_000_000_000_000); } = 100_000;

    /// <summary>After how long a checkpoint is due, if anything was committed since the last one; null for never.</summary>
    public TimeSpan? CheckpointInterval
    {
        get;
        init => field = value is not { } time || time > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromMinutes(10);

    /// <summary>How many checkpoints are kept, the newest ones and beside those that have a name; 1 to 10,000.</summary>
    public int CheckpointsRetained { get; init => field = (int)Within(value, 1, 10_000); } = 2;

    /// <summary>
    /// How old segments of the log must be before they are archived, which happens when a checkpoint is written: they are renamed
    /// <c>archive-*</c> when every kept checkpoint and a full checkpoint stand behind them, and may then be moved away. Null to keep all in
    /// use.
    /// </summary>
    public TimeSpan? LogRetention
    {
        get;
        init => field = value is not { } time || time >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Whether closing the store writes a checkpoint of what was committed since the last one.</summary>
    public bool CheckpointAtClose { get; init; } = true;

    /// <summary>From which share of bytes that no retained checkpoint needs a file of nodes is rewritten; 0.05 to 1.</summary>
    public double SweepShareMin
    {
        get;
        init => field = value is >= 0.05 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = 0.5;

    /// <summary>How many threads read and check while a store is recovered or checked; 1 to 64.</summary>
    public int RecoveryParallelism { get; init => field = (int)Within(value, 1, 64); } = 4;

    /// <summary>
    /// Whether a recovery checks more than digests: for every operation that is replayed the value that it found, and, where the newest
    /// checkpoint could not be used, every node of the one that is used before anything is replayed on it. The digests before and after
    /// every batch are compared in any case, and so is the label of every node that is read.
    /// </summary>
    public bool RecoveryValidation { get; init; } = true;

    /// <summary>
    /// The tier at which recovery begins, for drills and for whoever distrusts what is there: 0 for the newest checkpoint, 2 for older
    /// ones, 3 for the log alone.
    /// </summary>
    public int RecoveryTierMin { get; init => field = (int)Within(value, 0, 3); }

    /// <summary>Where a node that is missing or damaged is asked for, or null.</summary>
    public INodeRestoration? Restoration { get; init; }

    /// <summary>Where a segment of the log that is missing or damaged is asked for when the store is opened, or null.</summary>
    public ILogRestoration? LogRestoration { get; init; }

    /// <summary>
    /// The most bytes that all files of the store may have together, the reserve included, before batches are refused; 0 for no limit, else
    /// up to 1 EiB.
    /// </summary>
    public long QuotaBytes { get; init => field = Within(value, 0, 1L << 60); }

    /// <summary>
    /// How many bytes of the disk are set aside while it has room, so that the store can finish what it has begun, be opened and be tidied
    /// up when it is full; 0 for none, else up to 1 TiB. It is never more than a sixteenth of the file system.
    /// </summary>
    public long ReserveBytes { get; init => field = Within(value, 0, 1L << 40); } = 16 << 20;

    /// <summary>
    /// What is remembered of the store, or null: opening refuses one that does not reach it with a <see cref="StoreRolledBackException"/>.
    /// </summary>
    public StoreExpectation? ExpectAtLeast { get; init; }

    /// <summary>When the next file of nodes is begun, in bytes.</summary>
    internal long NodeSegmentBytes => Math.Min(NodeSegmentBytesMax, Math.Max(NodeCacheBytes / 8, 4 << 20));

    private static long Within(long value, long min, long max, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value;
    }
}
