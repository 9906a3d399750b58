namespace BasisTrees.Persistence;

/// <summary>
/// The store is not a continuation of what the caller remembers of it: an older copy took its place, or another history.
/// </summary>
public sealed class StoreRolledBackException : StoreException
{
    private StoreRolledBackException(string message, StoreExpectation expected, string location)
        : base(message, location) => Expected = expected;

    /// <summary>What the caller remembers.</summary>
    public StoreExpectation Expected { get; }

    internal static StoreRolledBackException Before(StoreExpectation expected, long head, string location) => new(
        $"The store in {location} was rolled back: revision {expected.Revision} with digest {expected.Digest} was expected, and it ends at "
        + $"revision {head}.", expected, location);

    internal static StoreRolledBackException Other(StoreExpectation expected, Digest found, string location) => new(
        $"The store in {location} has another history: revision {expected.Revision} was expected to have digest {expected.Digest}, and it "
        + $"has {found}.", expected, location);

    internal static StoreRolledBackException Untold(StoreExpectation expected, string location) => new(
        $"It cannot be told whether the store in {location} was rolled back: the log of revision {expected.Revision}, which was expected "
        + $"to have digest {expected.Digest}, is not there any more.", expected, location);
}
