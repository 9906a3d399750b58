namespace BasisTrees.Host.Wire;

/// <summary>What an export has written, or an import of a whole tree has made.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Subtrees">The subtrees beside the manifest; not given for an import.</param>
internal sealed record ExportResult(long Revision, string Digest, long Keys, int? Subtrees = null);
