namespace BasisTrees.Persistence;

/// <summary>How a store is driven: its options, its clock, and whether a thread of its own commits or the caller does.</summary>
internal sealed record WriterSetup(StoreOptions Options, TimeProvider Time, bool HasThread);
