namespace BasisTrees.Persistence;

/// <summary>Where an incarnation begins.</summary>
/// <param name="Origin">How it begins.</param>
/// <param name="Revision">The revision that it begins from.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="LoggedNumber">The number of the incarnation that the last record of the log names, 0 if there is none.</param>
/// <param name="Time">When it begins.</param>
internal readonly record struct IncarnationStart(
    IncarnationOrigin Origin, long Revision, Digest Digest, ulong LoggedNumber, DateTimeOffset Time);
