namespace BasisTrees.Host.Wire;

/// <summary>One page of what differs between two revisions.</summary>
/// <param name="Differences">The differences, in the order of keys.</param>
/// <param name="EarlierRevision">The earlier revision.</param>
/// <param name="EarlierDigest">Its digest.</param>
/// <param name="LaterRevision">The later revision.</param>
/// <param name="LaterDigest">Its digest.</param>
/// <param name="Next">The cursor of the next page, if there is one.</param>
internal sealed record DifferencePage(
    IReadOnlyList<WireDifference> Differences,
    long EarlierRevision,
    string EarlierDigest,
    long LaterRevision,
    string LaterDigest,
    string? Next = null);
