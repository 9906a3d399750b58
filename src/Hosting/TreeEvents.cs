using Microsoft.Extensions.Logging;

namespace BasisTrees.Hosting;

/// <summary>What a host logs of its trees, in the category <c>BasisTrees</c>. The numbers of events never change their meaning.</summary>
internal static partial class TreeEvents
{
    [LoggerMessage(1, LogLevel.Information, "{Tree} was made: {TreeId} in {Directory}.")]
    internal static partial void Created(ILogger logger, string tree, string treeId, string directory);

    [LoggerMessage(2, LogLevel.Information, "{Tree} is open at revision {Revision} with the digest {Digest} after {Elapsed}.")]
    internal static partial void Opened(ILogger logger, string tree, long revision, Digest digest, TimeSpan elapsed);

    [LoggerMessage(3, LogLevel.Warning, "{Tree} had to be repaired, and was (tier {Tier}). {Evidence}")]
    internal static partial void Recovered(ILogger logger, string tree, int tier, string evidence);

    [LoggerMessage(4, LogLevel.Information, "{Tree} is closed at revision {Revision} with the digest {Digest}.")]
    internal static partial void Closed(ILogger logger, string tree, long revision, Digest digest);

    [LoggerMessage(5, LogLevel.Error, "{Tree} was stopped by a failure: {Cause}")]
    internal static partial void Stopped(ILogger logger, string tree, string cause);

    [LoggerMessage(6, LogLevel.Error, "{Tree} could not be opened: {Cause}")]
    internal static partial void OpeningFailed(ILogger logger, string tree, string cause);
}
