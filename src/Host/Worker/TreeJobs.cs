using System.Diagnostics;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Worker;

/// <summary>The jobs of one tree: done when their turn comes or when they are asked for, one at a time.</summary>
/// <remarks>Any thread may use it.</remarks>
internal sealed class TreeJobs : IDisposable
{
    private readonly JobState[] _states;
    private readonly JobLedger _ledger;
    private readonly TimeProvider _time;
    private readonly Action<JournalEvent, string?, string> _say;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Takes up the schedule where it was left.</summary>
    /// <param name="jobs">The jobs, each with a name of its own.</param>
    /// <param name="ledger">Where their last runs are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Spreads their turns.</param>
    /// <param name="say">Told of every run, by the name of the job and one sentence; any thread may call it.</param>
    internal TreeJobs(IReadOnlyList<IJob> jobs, JobLedger ledger, TimeProvider time, Random jitter,
        Action<JournalEvent, string?, string> say)
    {
        _ledger = ledger;
        _time = time;
        _say = say;
        _states = [.. jobs.Select(job => new JobState(job, time, jitter))];
        IReadOnlyList<JobRecord> records = Read();
        foreach (JobState state in _states) state.Resume(records.FirstOrDefault(record => record.Name == state.Job.Name));
    }

    /// <summary>The jobs and how they are.</summary>
    internal JobList List() => new([.. _states.Select(state => state.Facts())]);

    /// <summary>What is not as it should be, a sentence each.</summary>
    internal IReadOnlyList<string> Complaints() => [.. _states.Select(state => state.Complaint()).OfType<string>()];

    /// <summary>What was found to be damaged, or null.</summary>
    internal Problem? Damage() => Array.Find(_states, state => state.IsDamaged) is { } damaged
        ? new Problem(ProblemKind.StoreDamaged, damaged.Complaint() ?? damaged.Job.Name)
        : null;

    /// <summary>Does jobs as often as is said from now on; what was done before counts.</summary>
    /// <param name="intervalOf">The interval of a job by its name; null for never by itself.</param>
    internal void Reschedule(Func<string, TimeSpan?> intervalOf)
    {
        foreach (JobState state in _states) state.Reschedule(intervalOf(state.Job.Name));
    }

    /// <summary>When a job last succeeded, or null.</summary>
    internal DateTimeOffset? LastSuccess(string name) => Array.Find(_states, state => state.Job.Name == name)?.LastSuccess;

    /// <summary>Does what is due, one after the other.</summary>
    internal async Task TurnAsync()
    {
        foreach (JobState state in _states)
        {
            if (_stop.IsCancellationRequested) return;
            if (state.IsDue && state.TryBegin()) await DoAsync(state);
        }
    }

    /// <summary>Does a job now; it goes on when whoever asked does not wait for it any more.</summary>
    /// <param name="name">The name of the job.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="ended">Told how it ended, unless it was ended before its time; null for nobody.</param>
    internal async Task<Answer<JobFacts>> RunAsync(string name, CancellationToken cancellation, Action<JobEnding>? ended = null)
    {
        if (Array.Find(_states, one => one.Job.Name == name) is not { } state)
        {
            string known = string.Join(", ", _states.Select(one => one.Job.Name));
            return new Problem(ProblemKind.JobNotFound, $"There is no job {ByteText.Show(name)}; there are {known}.");
        }

        if (!state.TryBegin()) return new Problem(ProblemKind.JobRunning, $"The job {name} is being done already.");
        if (await DoAsync(state).WaitAsync(cancellation) is { } ending) ended?.Invoke(ending);
        return state.Facts();
    }

    /// <summary>Does something that is no job while no job is being done.</summary>
    /// <exception cref="ObjectDisposedException">The service ends.</exception>
    internal async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Begins nothing more, and ends what can be ended.</summary>
    internal void Cancel() => _stop.Cancel();

    /// <summary>Waits until nothing is being done.</summary>
    /// <param name="wait">How long at most.</param>
    /// <returns>Whether that is so.</returns>
    internal async Task<bool> WaitAsync(TimeSpan wait)
    {
        if (!await _turn.WaitAsync(wait)) return false;
        _turn.Release();
        return true;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task<JobEnding?> DoAsync(JobState state)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (_stop.IsCancellationRequested)
            {
                state.Release();
                return null;
            }

            DateTimeOffset began = _time.GetUtcNow();
            string name = state.Job.Name;
            using Activity? span = HostSource.Begin(HostSource.Job);
            span?.SetTag(HostSource.JobTag, name);
            _say(JournalEvent.JobBegun, name, $"The job {name} begins.");
            JobEnding? ending = await Task.Run(() => Try(state.Job), CancellationToken.None);
            if (ending is null)
            {
                state.Release(); // it was ended before its time: it keeps its turn
                return null;
            }

            state.End(began, ending.Value);
            if (ending.Value.Outcome == JobOutcome.Succeeded)
            {
                _say(JournalEvent.JobSucceeded, name, $"The job {name} succeeded: {ending.Value.Sentence}");
            }
            else
            {
                span?.SetStatus(ActivityStatusCode.Error);
                _say(JournalEvent.JobNotSucceeded, name, $"The job {name} did not succeed: {ending.Value.Sentence}");
            }

            Keep();
            return ending;
        }
        finally
        {
            _turn.Release();
        }
    }

    private JobEnding? Try(IJob job)
    {
        try
        {
            return job.Run(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (ObjectDisposedException) when (_stop.IsCancellationRequested)
        {
            return null; // the store did not wait for it
        }
        catch (Exception failure) when (failure is StoreException or IOException or UnauthorizedAccessException)
        {
            return new JobEnding(JobOutcome.Failed, failure.Message) { Failure = failure as StoreException };
        }
        catch (Exception fault)
        {
            return new JobEnding(JobOutcome.Failed, $"A fault of the program: {fault.GetType().Name}: {fault.Message}");
        }
    }

    private IReadOnlyList<JobRecord> Read()
    {
        try
        {
            return _ledger.Read();
        }
        catch (StoreException failure)
        {
            _say(JournalEvent.JobsNotKept, null, $"The last runs of jobs are not known: {failure.Message}");
            return [];
        }
    }

    private void Keep()
    {
        try
        {
            _ledger.Write([.. _states.Select(state => state.Last).OfType<JobRecord>()]);
        }
        catch (StoreException failure)
        {
            _say(JournalEvent.JobsNotKept, null, $"The last runs of jobs could not be kept: {failure.Message}");
        }
    }
}
