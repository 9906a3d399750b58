namespace BasisTrees.Host.Import;

/// <summary>What an import has done, or has done so far.</summary>
/// <param name="Lines">The lines of the input that are done, those of earlier runs included.</param>
/// <param name="Entries">The entries committed in this run.</param>
/// <param name="Batches">The batches they were committed in.</param>
/// <param name="Skipped">The bad records skipped in this run.</param>
/// <param name="Revision">The last revision made, or the head if none was.</param>
/// <param name="Digest">Its digest.</param>
internal sealed record ImportSummary(long Lines, long Entries, long Batches, long Skipped, long Revision, string Digest);
