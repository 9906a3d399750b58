using BasisTrees.Host.Answers;

namespace BasisTrees.Host.Api;

/// <summary>The problems that kinds of routes can answer.</summary>
internal static class RouteProblems
{
    /// <summary>Of a route for everybody.</summary>
    internal static ProblemKind[] Open { get; } =
        [ProblemKind.InvalidRequest, ProblemKind.MisdirectedRequest, ProblemKind.InternalError];

    /// <summary>Of a route for bearers of tokens.</summary>
    internal static ProblemKind[] Guarded { get; } = [.. Open, ProblemKind.Unauthorized, ProblemKind.Forbidden];

    /// <summary>Of a route that asks a tree.</summary>
    internal static ProblemKind[] Tree { get; } =
    [
        .. Guarded, ProblemKind.TreeUnavailable, ProblemKind.StoreStopped, ProblemKind.DiskFull, ProblemKind.StoreUnwritable,
        ProblemKind.StoreDamaged, ProblemKind.DiskFailure,
    ];

    /// <summary>Of a route that reads one revision of a tree.</summary>
    internal static ProblemKind[] Revision { get; } = [.. Tree, ProblemKind.RevisionNotFound, ProblemKind.RevisionNotRetained];

    /// <summary>Of a route that reads JSON and asks a tree.</summary>
    internal static ProblemKind[] Json { get; } = [.. Tree, ProblemKind.UnsupportedMediaType, ProblemKind.TooLarge];

    /// <summary>Of a route that reads or writes a backup set, whose key, history or place may not suit.</summary>
    internal static ProblemKind[] Backup { get; } =
    [
        .. Tree, ProblemKind.NoBackups, ProblemKind.RevisionNotFound, ProblemKind.DigestConflict, ProblemKind.StoreLocked,
    ];

    /// <summary>Of a route that commits.</summary>
    internal static ProblemKind[] Commit { get; } =
    [
        .. Tree, ProblemKind.InvalidId, ProblemKind.EntryNotFound, ProblemKind.KeyExists, ProblemKind.OperationRefused,
        ProblemKind.DigestConflict, ProblemKind.IdempotencyKeyReused, ProblemKind.TooLarge, ProblemKind.QueueFull, ProblemKind.NoSpace,
        ProblemKind.OutcomeUnknown,
    ];
}
