namespace BasisTrees.Persistence;

/// <summary>
/// One life of a store: from its creation, or from the moment at which something other than its log made it what it is, to the next such
/// moment. Two copies of a store bear the same tree id, and different incarnations as soon as both have been opened.
/// </summary>
/// <remarks>Immutable; any thread may use it.</remarks>
/// <param name="Number">0 for the creation; each further incarnation has a higher number. Every record of the log names its own.</param>
/// <param name="Id">32 hexadecimal digits drawn at random, which no other incarnation of any store has.</param>
/// <param name="Origin">How it began.</param>
/// <param name="Began">When it began, in UTC.</param>
/// <param name="Revision">The revision that it began from.</param>
/// <param name="Digest">The digest of that revision.</param>
public sealed record Incarnation(
    ulong Number, string Id, IncarnationOrigin Origin, DateTimeOffset Began, long Revision, Digest Digest);
