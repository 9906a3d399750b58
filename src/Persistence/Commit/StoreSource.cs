using System.Diagnostics;

namespace BasisTrees.Persistence;

/// <summary>
/// Where the spans of stores come from: groups of commits, checkpoints and recoveries. Nothing of a key, a value or an id is in them, and
/// where nobody listens they cost nothing.
/// </summary>
internal static class StoreSource
{
    internal const string Commit = "basis.commit";
    internal const string Checkpoint = "basis.checkpoint";
    internal const string Recovery = "basis.recovery";

    // So many of those who asked are named by the span of a group.
    private const int LinksMax = 128;

    private static readonly ActivitySource s_source = new("BasisTrees.Persistence");

    /// <summary>The span in which somebody asks; null if nobody listens.</summary>
    internal static Activity? Asking => s_source.HasListeners() ? Activity.Current : null;

    /// <summary>Begins the span of a group of commits, linked to those in which they were asked for.</summary>
    internal static Activity? BeginCommit(IReadOnlyList<PendingWork> group)
    {
        if (!s_source.HasListeners()) return null;
        IEnumerable<ActivityLink> links = group.Select(work => work.Asking).OfType<Activity>().Take(LinksMax)
            .Select(asking => new ActivityLink(asking.Context));
        return s_source.StartActivity(Commit, ActivityKind.Internal, default(ActivityContext), links: [.. links]);
    }

    /// <summary>Notes a span that ends now.</summary>
    /// <param name="name">What was done.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="treeId">The tree.</param>
    /// <param name="revision">The revision that it was done for.</param>
    /// <param name="tags">What else is known.</param>
    internal static void Note(
        string name, TimeSpan elapsed, string treeId, long revision, params ReadOnlySpan<(string Name, object Value)> tags)
    {
        if (!s_source.HasListeners()) return;
        DateTimeOffset began = TimeProvider.System.GetUtcNow() - elapsed;
        using Activity? span = s_source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), startTime: began);
        if (span is null) return;
        Tell(span, treeId, revision);
        foreach ((string tag, object value) in tags) span.SetTag(tag, value);
    }

    /// <summary>Says what a span was for.</summary>
    internal static void Tell(Activity span, string treeId, long revision)
    {
        span.SetTag("basis.tree.id", treeId);
        span.SetTag("basis.revision", revision);
    }
}
