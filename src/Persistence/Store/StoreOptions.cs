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

    /// <summary>How many bytes of memory the batches may take that share one sync; 1 KiB to 256 MiB. One batch always fits.</summary>
    public long GroupBytesMax { get; init => field = Within(value, 1 << 10, 256 << 20); } = 16 << 20;

    /// <summary>The most operations in one batch; 1 to 100,000.</summary>
    public int BatchOperationsMax { get; init => field = (int)Within(value, 1, BatchOperationsLimit); } = BatchOperationsLimit;

    /// <summary>The most bytes of ids and values in one batch; 1 to 64 MiB.</summary>
    public int BatchBytesMax { get; init => field = (int)Within(value, 1, BatchBytesLimit); } = BatchBytesLimit;

    /// <summary>The longest proof that is handed out, in bytes; 1 to 64 MiB.</summary>
    public int ProofBytesMax { get; init => field = (int)Within(value, 1, ProofBytesLimit); } = ProofBytesLimit;

    private static long Within(long value, long min, long max, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
        return value;
    }
}
