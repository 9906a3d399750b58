using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>What going through the files of nodes has given back.</summary>
/// <param name="FilesSwept">The files that were rewritten or taken away.</param>
/// <param name="RecordsDropped">The records that are gone.</param>
/// <param name="RecordsMoved">The records that were written again elsewhere.</param>
/// <param name="BytesFreed">The bytes that the files take less than before.</param>
/// <param name="Complete">Whether nothing worth the work is left.</param>
internal sealed record SweepResult(int FilesSwept, long RecordsDropped, long RecordsMoved, long BytesFreed, bool Complete)
{
    internal static SweepResult Of(SweepReport report) =>
        new(report.FilesSwept, report.RecordsDropped, report.RecordsMoved, report.BytesFreed, report.IsComplete);
}
