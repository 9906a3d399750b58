using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>What differs between two revisions of a store that are retained.</summary>
/// <param name="definition">What the store was created for.</param>
/// <param name="revisions">Opens revisions.</param>
internal sealed class RevisionComparison(StoreDefinition definition, StoreRevisions revisions)
{
    // A page ends early when its values are long, so that no answer is unbounded.
    private const int PageBytesMax = 8 << 20;

    /// <summary>One page of the differences.</summary>
    internal Answer<DifferencePage> Compare(DifferencesRequest request)
    {
        byte[] after = [];
        long before = 0;
        if (request.Cursor is { } cursor && !PageCursor.TryRead(cursor, definition.Parameters.KeyLength, out before, out after))
            return Refuse("The cursor is not one that an earlier page gave.");
        if (request.Cursor is not null && request.Later is { } wanted && wanted != before)
            return Refuse($"The cursor is of a page that ended at revision {before}, not {wanted}.");
        if (request.Limit is < 1 or > DifferencesRequest.PageMax)
            return Refuse($"A page has 1 to {DifferencesRequest.PageMax} differences, not {request.Limit}.");
        if (!revisions.TryOpen(request.Earlier, out StoreSnapshot? opened, out Problem? problem)) return problem;
        using StoreSnapshot earlier = opened;
        bool goesOn = request is { Later: null, Cursor: not null };
        opened = goesOn ? revisions.Reopen(before) : null;
        if (opened is null && !revisions.TryOpen(request.Later, out opened, out problem)) return problem;
        using StoreSnapshot later = opened;
        var range = new ScanRange
        {
            From = request.From, To = request.To, Prefix = request.Prefix, AfterKey = after, Limit = request.Limit + 1,
        };
        return earlier.TryCompare(later, range, out IEnumerable<StoreDifference> differences, out string? refusal)
            ? PageOf(earlier, later, differences, request.Limit)
            : new Problem(ProblemKind.RangeOfHashedTree, refusal);
    }

    private static DifferencePage PageOf(
        StoreSnapshot earlier, StoreSnapshot later, IEnumerable<StoreDifference> differences, int limit)
    {
        var page = new List<WireDifference>();
        long bytes = 0;
        byte[] last = [];
        bool hasMore = false;
        foreach (StoreDifference difference in differences)
        {
            long length = (difference.EarlierValue?.Length ?? 0) + (difference.LaterValue?.Length ?? 0);
            hasMore = page.Count == limit || (bytes > 0 && bytes + length > PageBytesMax);
            if (hasMore) break;
            bytes += length + difference.Key.Length + (difference.Id?.Length ?? 0);
            last = difference.Key;
            page.Add(new WireDifference(
                Words.Of(difference.Kind),
                Bytes.From(difference.Id),
                difference.Id is null ? Convert.ToHexStringLower(difference.Key) : null,
                Bytes.From(difference.EarlierValue),
                Bytes.From(difference.LaterValue)));
        }

        return new DifferencePage(
            page,
            earlier.Revision,
            earlier.Digest.ToString(),
            later.Revision,
            later.Digest.ToString(),
            hasMore ? PageCursor.Write(later.Revision, last) : null);
    }

    private static Problem Refuse(string detail) =>
        new(ProblemKind.InvalidRequest, detail);
}
