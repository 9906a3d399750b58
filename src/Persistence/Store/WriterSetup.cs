using System.Diagnostics.Metrics;

namespace BasisTrees.Persistence;

/// <summary>How a store is driven: its options, its clock, and whether a thread of its own commits or the caller does.</summary>
internal sealed record WriterSetup(StoreOptions Options, TimeProvider Time, bool HasThread)
{
    /// <summary>Who makes the meter of the store, or null for the one that the process shares.</summary>
    internal IMeterFactory? Meters { get; init; }
}
