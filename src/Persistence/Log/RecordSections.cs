namespace BasisTrees.Persistence;

/// <summary>The sections of a record as they were read.</summary>
/// <param name="Operations">The operations, or null if there was no such section.</param>
/// <param name="Ids">The ids, or null if there was no such section.</param>
/// <param name="Key">The idempotency key, or null if there was none.</param>
/// <param name="Unknown">The sections of types that are not known and may be passed over.</param>
internal readonly record struct RecordSections(
    IReadOnlyList<LoggedOperation>? Operations, IReadOnlyList<LoggedId>? Ids, BatchKey? Key, IReadOnlyList<LogSection> Unknown);
