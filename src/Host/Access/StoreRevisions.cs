using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Access;

/// <summary>The revisions of a store: which there are, which can be read, and their snapshots.</summary>
/// <param name="store">The store.</param>
internal sealed class StoreRevisions(TreeStore store)
{
    // Of records read for one page, so that no page of large batches takes for ever.
    private const long PageBytesMax = 256L << 20;

    // Records are read forwards only, so those of a page that goes backwards are read in pieces.
    private const int PieceRecords = 64;

    /// <summary>Opens a revision for reading.</summary>
    /// <param name="revision">The revision; null for the head.</param>
    /// <param name="snapshot">It, which the caller disposes of.</param>
    /// <param name="problem">Why it cannot be read.</param>
    internal bool TryOpen(long? revision, [NotNullWhen(true)] out StoreSnapshot? snapshot, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (revision is not { } wanted)
        {
            snapshot = store.Snapshot();
            return true;
        }

        if (store.TrySnapshotAt(wanted, out snapshot)) return true;
        long head = store.Head.Revision;
        problem = wanted < 0 || wanted > head ? ProblemOf.NoRevision(wanted, head) : ProblemOf.NotRetained(wanted, [.. Retained().Keys]);
        return false;
    }

    /// <summary>Opens the revision of a page before where it can still be read, else the head.</summary>
    internal StoreSnapshot Reopen(long revision) => store.TrySnapshotAt(revision, out StoreSnapshot? same) ? same : store.Snapshot();

    /// <summary>Lists revisions.</summary>
    internal Answer<RevisionPage> List(RevisionsRequest request, CancellationToken cancellation)
    {
        if (request.Limit is < 1 or > RevisionsRequest.PageMax)
            return Refuse($"A page has 1 to {RevisionsRequest.PageMax} revisions, not {request.Limit}.");
        if (request.From is < 1) return Refuse($"The first revision of the log is 1, not {request.From}.");
        long head = store.Head.Revision;
        long first = FirstLogged(head);
        if (first == 0) return new RevisionPage([], 0, head);
        SortedDictionary<long, string> retained = Retained();
        var page = new List<RevisionResult>();
        IEnumerable<LogRecord> records = request.Reverse
            ? Backwards(Math.Min(request.From ?? head, head), first)
            : store.ReadLog(Math.Max(request.From ?? first, first), namesIds: false);
        long bytes = 0;
        foreach (LogRecord record in records.Take(request.Limit))
        {
            cancellation.ThrowIfCancellationRequested();
            bool isRetained = retained.TryGetValue(record.Revision, out string? name);
            string? given = string.IsNullOrEmpty(name) ? null : name;
            page.Add(new RevisionResult(
                record.Revision, Moment.Of(record.Time), record.DigestAfter.ToString(), record.Operations.Count, isRetained, given));
            bytes += record.Operations.Sum(operation => operation.Key.Length + (long)operation.Value.Length);
            if (bytes > PageBytesMax) break;
        }

        long? next = page.Count == 0 ? null : page[^1].Revision + (request.Reverse ? -1 : 1);
        return new RevisionPage(page, first, head, next >= first && next <= head ? next : null);
    }

    private static Problem Refuse(FormattableString detail) =>
        new(ProblemKind.InvalidRequest, detail.ToString(CultureInfo.InvariantCulture));

    private IEnumerable<LogRecord> Backwards(long from, long first)
    {
        for (long last = from; last >= first;)
        {
            long begin = Math.Max(first, last - PieceRecords + 1);
            LogRecord[] piece = [.. store.ReadLog(begin, namesIds: false).Take((int)(last - begin + 1))];
            for (int i = piece.Length - 1; i >= 0; i--) yield return piece[i];
            last = begin - 1;
        }
    }

    // Those that can be read in rising order, each with the name of its checkpoint, if it has one.
    private SortedDictionary<long, string> Retained()
    {
        var retained = new SortedDictionary<long, string> { [store.Head.Revision] = string.Empty };
        foreach (CheckpointFacts facts in store.Checkpoints().Where(facts => facts.Damage is null)) retained[facts.Revision] = facts.Name;
        return retained;
    }

    // What was archived may have been taken away, always the oldest first.
    private long FirstLogged(long head)
    {
        if (head == 0 || store.TryGetDigest(1, out _)) return Math.Min(head, 1);
        long gone = 1;
        long there = head;
        while (there - gone > 1)
        {
            long middle = gone + ((there - gone) / 2);
            if (store.TryGetDigest(middle, out _)) there = middle;
            else gone = middle;
        }

        return there;
    }
}
