using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>The room that a store has.</summary>
/// <param name="State"><c>normal</c>, or <c>degraded</c>: no batches are taken until the reserve can be set aside again.</param>
/// <param name="QuotaBytes">The most bytes that the store's files may have; 0 for no limit.</param>
/// <param name="ReserveBytes">The bytes set aside now for a full disk.</param>
/// <param name="UsedBytes">The bytes that the store's files have; not given if the disk cannot be asked.</param>
/// <param name="FreeBytes">The bytes that are free on the disk; likewise.</param>
internal sealed record SpaceFacts(string State, long QuotaBytes, long ReserveBytes, long? UsedBytes = null, long? FreeBytes = null)
{
    internal const string Normal = "normal";
    internal const string Degraded = "degraded";

    /// <summary>What a degraded store means to a client.</summary>
    internal const string Sentence =
        "The disk was full, and the store takes no batches until its reserve can be set aside again; it goes on reading.";

    internal static SpaceFacts Of(SpaceFigures figures) => new(
        figures.State == SpaceState.Normal ? Normal : Degraded, figures.QuotaBytes, figures.ReserveBytes, figures.UsedBytes,
        figures.FreeBytes);
}
