using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>One committed batch as the log keeps it (docs/FORMAT.md, "Log").</summary>
/// <remarks>Immutable; it owns its memory.</remarks>
public sealed record LogRecord
{
    /// <summary>The revision that the batch made; the first is 1.</summary>
    public required long Revision { get; init; }

    /// <summary>The sequence number of the first operation; each further one has the next number.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>When the batch was applied, in nanoseconds since 1970-01-01 UTC; never before the record's predecessor.</summary>
    public required long UnixNanoseconds { get; init; }

    /// <summary>The number of the store's incarnation; 0 for the one that began with its creation.</summary>
    public required ulong Incarnation { get; init; }

    /// <summary>The hash of the record before, for the first record the hash of the store's definition.</summary>
    public required Label PreviousHash { get; init; }

    /// <summary>The hash of this record.</summary>
    public required Label Hash { get; init; }

    /// <summary>The digest before the batch.</summary>
    public required Digest DigestBefore { get; init; }

    /// <summary>The digest after the batch.</summary>
    public required Digest DigestAfter { get; init; }

    /// <summary>The operations in order, lookups included.</summary>
    public required IReadOnlyList<LoggedOperation> Operations { get; init; }

    /// <summary>The sections of types this version does not know.</summary>
    public required IReadOnlyList<LogSection> UnknownSections { get; init; }

    /// <summary>The idempotency key that the batch carried, 1 to 64 bytes, or empty.</summary>
    public ReadOnlyMemory<byte> IdempotencyKey => Key?.Bytes ?? default;

    internal BatchKey? Key { get; init; }

    internal IReadOnlyList<LoggedNote> Notes { get; init; } = [];

    internal IReadOnlyList<LoggedErasure> Erasures { get; init; } = [];

    /// <summary>When the batch was applied, to the 100 nanoseconds.</summary>
    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The 16 hexadecimal digits in which a sequence number is printed everywhere.</summary>
    /// <param name="sequence">A sequence number.</param>
    public static string FormatSequence(ulong sequence) => sequence.ToString("x16", CultureInfo.InvariantCulture);
}
