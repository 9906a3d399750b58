using System.Diagnostics;
using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>
/// Fills a ledger: while one batch of notes is being committed, the next one is made up and signed. Signatures are by keys that it has, so
/// they are not verified again; everything else is checked as for any note.
/// </summary>
internal sealed class NoteGenerator
{
    private const int PartiesPerBatch = 1000;

    private readonly Book _book;
    private readonly GeneratorPlan _plan;
    private readonly Action<GeneratorProgress> _watch;
    private long _committed;

    private NoteGenerator(Book book, GeneratorPlan plan, Action<GeneratorProgress> watch)
    {
        _book = book;
        _plan = plan;
        _watch = watch;
    }

    /// <summary>Carries a plan out.</summary>
    /// <param name="book">The ledger, which nobody else changes meanwhile.</param>
    /// <param name="plan">The plan; its parties must not be there yet.</param>
    /// <param name="watch">Told of every batch that was committed.</param>
    /// <param name="report">What was done.</param>
    /// <returns>Why it was not carried out, or not to its end; null if it was.</returns>
    internal static Refusal? Run(Book book, GeneratorPlan plan, Action<GeneratorProgress> watch, out GeneratorReport? report)
    {
        report = null;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        var generator = new NoteGenerator(book, plan, watch);
        var keys = new Dictionary<Label, PartyKey>();
        try
        {
            if (generator.AddParties(keys) is { } refusal) return refusal;
            var signers = new NoteSigners(keys);
            if (generator.AddNotes([.. keys.Keys], signers) is { } ended) return ended;
            report = new GeneratorReport(Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - processor);
            return null;
        }
        finally
        {
            foreach (PartyKey key in keys.Values) key.Dispose();
        }
    }

    private Refusal? AddParties(Dictionary<Label, PartyKey> keys)
    {
        for (int n = 0; n < _plan.Parties;)
        {
            using BookView view = _book.View();
            var draft = new BookDraft(view);
            for (int end = Math.Min(_plan.Parties, n + PartiesPerBatch); n < end; n++)
            {
                var key = PartyKey.Generated(_plan.Seed, n);
                keys.Add(key.Id, key);
                if (draft.Add(new Party(NotePlanner.NameOf(_plan.Seed, n), key.Point, 0)) is { } refusal) return refusal;
            }

            CommitResult result = _book.Store.Commit(draft.ToBatch([]));
            if (Tell(result) is { } failed) return failed;
        }

        return null;
    }

    // The keys of a dictionary come in the order in which they were added, so the plan is the same each time.
    private Refusal? AddNotes(Label[] parties, NoteSigners signers)
    {
        BookView view = _book.View();
        try
        {
            var planner = new NotePlanner(_plan, parties);
            var draft = new BookDraft(view);
            Task<CommitResult>? committing = null;
            int inFlight = 0;
            for (int planned = 0; planned < _plan.Notes || committing is not null;)
            {
                // What the draft has made is what the batch in flight makes of the ledger, so the next one may be planned already.
                draft.Begin(view);
                int count = Math.Min(_plan.BatchNotes, _plan.Notes - planned);
                for (int i = 0; i < count; i++)
                {
                    if (draft.Add(planner.Next(draft)) is { } refusal) return refusal;
                }

                byte[][] signatures = signers.Sign(draft.Notes, draft.Ids);
                planned += count;
                if (committing is not null)
                {
                    CommitResult result = committing.GetAwaiter().GetResult();
                    _committed += inFlight;
                    if (Tell(result) is { } failed) return failed;
                    view.Dispose();
                    view = _book.View();
                    draft.Follow(view);
                    committing = null;
                }

                if (count == 0) continue;
                committing = _book.Store.CommitAsync(draft.ToBatch(signatures));
                inFlight = count;
            }

            return null;
        }
        finally
        {
            view.Dispose();
        }
    }

    private Refusal? Tell(CommitResult result)
    {
        if (Book.RefusalOf(result) is { } refusal) return refusal;
        _watch(new GeneratorProgress(_committed, result.Revision, result.After));
        return null;
    }
}
