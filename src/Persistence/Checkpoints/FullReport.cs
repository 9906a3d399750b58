namespace BasisTrees.Persistence;

/// <summary>A full checkpoint that was written on demand, or stood already, and was read to its end.</summary>
/// <param name="Revision">The revision that it holds.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Keys">The number of its keys.</param>
/// <param name="File">The file.</param>
/// <param name="Bytes">The bytes of the file.</param>
/// <param name="Chunks">The number of chunks, each of which can be checked on its own.</param>
/// <param name="IsNew">Whether it was written; false if a whole one of the revision stood already.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record FullReport(
    long Revision, Digest Digest, long Keys, string File, long Bytes, long Chunks, bool IsNew, TimeSpan Elapsed);
