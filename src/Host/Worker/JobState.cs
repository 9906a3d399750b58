using System.Globalization;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Worker;

/// <summary>A job with its last run and its next turn.</summary>
/// <param name="job">The job.</param>
/// <param name="time">The clock.</param>
/// <param name="jitter">Spreads turns, so that jobs and machines that began together do not go on together.</param>
/// <remarks>Whoever has begun it changes it until it is ended; others may read.</remarks>
internal sealed class JobState(IJob job, TimeProvider time, Random jitter)
{
    private const double JitterShareMax = 0.1;
    private const int StaleAfterIntervals = 2;

    private readonly DateTimeOffset _known = time.GetUtcNow();
    private volatile JobRecord? _last;
    private long _intervalTicks = job.Interval?.Ticks ?? 0; // 0 for never; changed under jitter
    private long _nextTicks; // 0 for never; changed under jitter
    private int _isRunning;

    /// <summary>The job.</summary>
    internal IJob Job => job;

    /// <summary>Its last run, or null.</summary>
    internal JobRecord? Last => _last;

    /// <summary>Whether it is being done.</summary>
    internal bool IsRunning => Volatile.Read(ref _isRunning) != 0;

    /// <summary>Whether its turn has come.</summary>
    internal bool IsDue => Volatile.Read(ref _nextTicks) is var next and > 0 && time.GetUtcNow().UtcTicks >= next;

    /// <summary>When it last succeeded, or null.</summary>
    internal DateTimeOffset? LastSuccess => TimeOf(_last?.LastSuccess);

    /// <summary>Takes up what is known of its last run, and sets its first turn: soon if it has never been done.</summary>
    internal void Resume(JobRecord? last)
    {
        _last = last;
        Plan();
    }

    /// <summary>Is done as often as is said from now on: the next turn is as if it had been so at the last one.</summary>
    internal void Reschedule(TimeSpan? interval)
    {
        lock (jitter) // its jobs share it
        {
            if (interval == Interval) return;
            Volatile.Write(ref _intervalTicks, interval?.Ticks ?? 0);
            Plan();
        }
    }

    /// <summary>Begins it, unless it is being done already.</summary>
    internal bool TryBegin() => Interlocked.Exchange(ref _isRunning, 1) == 0;

    /// <summary>Notes how it ended, and sets its next turn, whatever came of it.</summary>
    internal void End(DateTimeOffset began, JobEnding ending)
    {
        string ended = Moment.Of(time.GetUtcNow());
        _last = new JobRecord(job.Name, Moment.Of(began), ended, WordOf(ending.Outcome), ending.Sentence)
        {
            LastSuccess = ending.Outcome == JobOutcome.Succeeded ? ended : _last?.LastSuccess,
        };
        Plan();
        Release();
    }

    /// <summary>Lets it be begun again without having been done.</summary>
    internal void Release() => Volatile.Write(ref _isRunning, 0);

    /// <summary>Why it is not as it should be, in one sentence; null if it is.</summary>
    internal string? Complaint()
    {
        // What fails once is tried again; what was found does not go away by itself.
        if (_last is { } last && (IsDamaged || last.Outcome == WordOf(JobOutcome.Alarm))) return $"{job.Name}: {last.Sentence}";
        if (Interval is not { } interval) return null;
        TimeSpan age = time.GetUtcNow() - (LastSuccess ?? _known);
        return age <= interval * StaleAfterIntervals ? null
            : LastSuccess is { } success ? $"{job.Name} last succeeded at {Moment.Of(success)}, more than two intervals ago."
            : $"{job.Name} has not succeeded for more than two intervals.";
    }

    /// <summary>Whether it found damage.</summary>
    internal bool IsDamaged => _last?.Outcome == WordOf(JobOutcome.Damage);

    /// <summary>The job for a client.</summary>
    internal JobFacts Facts()
    {
        long next = Volatile.Read(ref _nextTicks);
        return new JobFacts(job.Name, IsRunning)
        {
            IntervalSeconds = Interval?.TotalSeconds,
            LastBegan = _last?.Began,
            LastEnded = _last?.Ended,
            LastOutcome = _last?.Outcome,
            LastSentence = _last?.Sentence,
            LastSuccess = _last?.LastSuccess,
            NextRun = next == 0 ? null : Moment.Of(new DateTimeOffset(next, TimeSpan.Zero)),
        };
    }

    // How often it is done; null for never by itself.
    private TimeSpan? Interval => Volatile.Read(ref _intervalTicks) is var ticks and > 0 ? TimeSpan.FromTicks(ticks) : null;

    private void Plan()
    {
        lock (jitter) // its jobs share it
        {
            if (Interval is not { } interval)
            {
                Volatile.Write(ref _nextTicks, 0);
                return;
            }

            // A clock that was set back says that it was done in the future.
            bool isKnown = TimeOf(_last?.Began) is { } began && began <= time.GetUtcNow();
            DateTimeOffset from = isKnown ? TimeOf(_last?.Began)!.Value + interval : _known;
            Volatile.Write(ref _nextTicks, (from + (interval * (jitter.NextDouble() * JitterShareMax))).UtcTicks);
        }
    }

    private static string WordOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Failed => "failed",
        JobOutcome.Alarm => "alarm",
        _ => "damage",
    };

    private static DateTimeOffset? TimeOf(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) ? moment : null;
}
