using System.Diagnostics;

namespace BasisTrees.Host.Telemetry;

/// <summary>Where the spans of the service come from. Nothing of a key, a value or an id is in them.</summary>
internal static class HostSource
{
    /// <summary>The name of the source.</summary>
    internal const string Name = "BasisTrees.Host";

    /// <summary>The span of a job.</summary>
    internal const string Job = "basis.job";

    /// <summary>The tag with the name of a job.</summary>
    internal const string JobTag = "basis.job.name";

    /// <summary>The source.</summary>
    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>Begins a span that is part of no other; null if nobody listens, or this one is not wanted.</summary>
    internal static Activity? Begin(string name) => Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext));
}
