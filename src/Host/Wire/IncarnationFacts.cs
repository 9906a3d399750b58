using System.Globalization;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>Which life of the store this is.</summary>
/// <param name="Number">0 for the one that began with its creation.</param>
/// <param name="Id">32 hexadecimal digits that no other incarnation has.</param>
/// <param name="Origin">How it began: <c>created</c>, <c>restored</c>, <c>rebuilt</c>, <c>copied</c> or <c>unknown</c>.</param>
/// <param name="Began">When it began, in UTC.</param>
/// <param name="Revision">The revision that it began from.</param>
/// <param name="Digest">The digest of that revision.</param>
/// <param name="IsNew">Whether it began when the store was opened last.</param>
internal sealed record IncarnationFacts(
    long Number, string Id, string Origin, string Began, long Revision, string Digest, bool IsNew)
{
    internal static IncarnationFacts Of(TreeStore store)
    {
        Incarnation incarnation = store.Incarnation;
        return new IncarnationFacts(
            (long)incarnation.Number,
            incarnation.Id,
            WordOf(incarnation.Origin),
            incarnation.Began.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            incarnation.Revision,
            incarnation.Digest.ToString(),
            store.IsNewIncarnation);
    }

    private static string WordOf(IncarnationOrigin origin) => origin switch
    {
        IncarnationOrigin.Created => "created",
        IncarnationOrigin.Restored => "restored",
        IncarnationOrigin.Rebuilt => "rebuilt",
        IncarnationOrigin.Copied => "copied",
        _ => "unknown",
    };
}
