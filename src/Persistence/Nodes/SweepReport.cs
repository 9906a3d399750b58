namespace BasisTrees.Persistence;

/// <summary>What a sweep has done.</summary>
/// <param name="FilesSwept">The files that were rewritten or taken away.</param>
/// <param name="RecordsDropped">The records that are gone.</param>
/// <param name="RecordsMoved">The records that were written again elsewhere.</param>
/// <param name="BytesFreed">The bytes that the files take less than before.</param>
/// <param name="IsComplete">Whether nothing worth sweeping is left.</param>
public sealed record SweepReport(int FilesSwept, long RecordsDropped, long RecordsMoved, long BytesFreed, bool IsComplete);
