using BasisTrees.Host.Answers;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Wire;
using BasisTrees.Host.Worker;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>When jobs are done, what is kept of them, and what health says of them, by a clock that is moved by hand.</summary>
public sealed class TreeJobsTests : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly ScratchDirectory _scratch = new();
    private readonly SetClock _clock = new();
    private readonly List<string> _said = [];
    private readonly List<(JournalEvent Happened, string? Job)> _done = [];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_turn_comes_after_the_interval_and_at_most_a_tenth_of_it_later()
    {
        var job = new PlannedJob("work", s_hour);
        for (int seed = 0; seed < 50; seed++)
        {
            using TreeJobs jobs = Jobs(seed, job);
            int before = job.Runs;
            _clock.Advance(s_hour / 10);
            await jobs.TurnAsync();
            Assert.Equal(before + 1, job.Runs); // never done before: soon
            await jobs.TurnAsync();
            _clock.Advance(s_hour - TimeSpan.FromTicks(1));
            await jobs.TurnAsync();
            Assert.Equal(before + 1, job.Runs);
            _clock.Advance((s_hour / 10) + TimeSpan.FromTicks(1));
            await jobs.TurnAsync();
            Assert.Equal(before + 2, job.Runs);
            File.Delete(_scratch[JobLedger.FileName]);
        }
    }

    [Fact]
    public async Task A_job_is_done_as_often_as_is_said_last_and_what_was_done_counts()
    {
        var job = new PlannedJob("work", s_hour);
        using TreeJobs jobs = Jobs(1, job);
        _clock.Advance(s_hour / 10);
        await jobs.TurnAsync();
        Assert.Equal(1, job.Runs);
        jobs.Reschedule(_ => s_hour / 4);
        await jobs.TurnAsync();
        Assert.Equal(1, job.Runs);
        _clock.Advance(s_hour / 3);
        await jobs.TurnAsync();
        Assert.Equal((2, 900), (job.Runs, jobs.List().Jobs[0].IntervalSeconds));
        jobs.Reschedule(_ => null);
        _clock.Advance(s_hour * 10);
        await jobs.TurnAsync();
        Assert.Equal(2, job.Runs);
        Assert.Null(jobs.List().Jobs[0].NextRun);
        Assert.Empty(jobs.Complaints());
        jobs.Reschedule(_ => s_hour);
        Assert.Equal("succeeded", jobs.List().Jobs[0].LastOutcome);
        await jobs.TurnAsync();
        Assert.Equal(3, job.Runs); // the last time is long ago
    }

    [Fact]
    public async Task A_restart_forgets_no_schedule_and_a_file_of_others_is_none()
    {
        var job = new PlannedJob("work", s_hour);
        var unplanned = new PlannedJob("asked", null);
        using (TreeJobs first = Jobs(1, job, unplanned))
        {
            _clock.Advance(s_hour / 10);
            await first.TurnAsync();
        }

        _clock.Advance(s_hour / 2);
        using TreeJobs second = Jobs(2, job, unplanned);
        await second.TurnAsync();
        Assert.Equal((1, 0), (job.Runs, unplanned.Runs));
        JobFacts facts = second.List().Jobs[0];
        Assert.Equal(("succeeded", "Done.", 3600), (facts.LastOutcome, facts.LastSentence, facts.IntervalSeconds));
        Assert.True(string.CompareOrdinal(facts.NextRun, facts.LastBegan) > 0);
        Assert.Null(second.List().Jobs[1].NextRun);
        _clock.Advance(s_hour);
        await second.TurnAsync();
        Assert.Equal(2, job.Runs);

        _scratch.Write(JobLedger.FileName, "{\"jobs\":[null]}");
        using TreeJobs third = Jobs(3, job);
        Assert.Null(third.List().Jobs[0].LastBegan);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task What_fails_is_said_tried_again_and_degrades_after_two_intervals()
    {
        var job = new PlannedJob("work", s_hour) { End = _ => throw new StoreException("The disk is away.") };
        using TreeJobs jobs = Jobs(1, job);
        _clock.Advance(s_hour / 10);
        await jobs.TurnAsync();
        Assert.Equal(["The job work did not succeed: The disk is away."], _said);
        Assert.Equal([(JournalEvent.JobBegun, "work")], _done);
        Assert.Empty(jobs.Complaints());
        _clock.Advance(s_hour * 1.2);
        await jobs.TurnAsync();
        Assert.Equal(2, job.Runs);
        _clock.Advance(s_hour * 1.1);
        Assert.Equal(["work has not succeeded for more than two intervals."], jobs.Complaints());
        job.End = _ => new JobEnding(JobOutcome.Succeeded, "Done.");
        await jobs.TurnAsync();
        Assert.Empty(jobs.Complaints());
        Assert.Null(jobs.Damage());
        _clock.Advance(s_hour * 2.1);
        Assert.Contains("work last succeeded at 2026-01-31T", jobs.Complaints().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_and_alarms_are_told_at_once_and_after_a_restart_until_they_are_over()
    {
        var scrub = new PlannedJob("scrub", null) { End = _ => new JobEnding(JobOutcome.Damage, "A node is damaged.") };
        var drill = new PlannedJob("drill", null) { End = _ => new JobEnding(JobOutcome.Alarm, "It did not come back.") };
        using (TreeJobs before = Jobs(1, scrub, drill))
        {
            Assert.True((await before.RunAsync("scrub", default)).TryGet(out _, out _));
            Assert.True((await before.RunAsync("drill", default)).TryGet(out _, out _));
        }

        using TreeJobs jobs = Jobs(1, scrub, drill);
        Assert.Equal(ProblemKind.StoreDamaged, jobs.Damage()?.Kind);
        Assert.Equal(["scrub: A node is damaged.", "drill: It did not come back."], jobs.Complaints());
        scrub.End = drill.End = _ => new JobEnding(JobOutcome.Succeeded, "Done.");
        await jobs.RunAsync("scrub", default);
        await jobs.RunAsync("drill", default);
        Assert.Null(jobs.Damage());
        Assert.Empty(jobs.Complaints());
    }

    [Fact]
    public async Task A_job_does_not_overlap_itself_and_ends_with_the_service()
    {
        using var begun = new ManualResetEventSlim();
        var slow = new PlannedJob("slow", s_hour);
        slow.End = cancellation =>
        {
            begun.Set();
            cancellation.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancellation);
        };
        var other = new PlannedJob("other", null);
        using TreeJobs jobs = Jobs(1, slow, other);
        _clock.Advance(s_hour);
        Task turn = jobs.TurnAsync();
        begun.Wait(TestContext.Current.CancellationToken);
        Assert.True(jobs.List().Jobs[0].Running);
        Answer<JobFacts> again = await jobs.RunAsync("slow", default);
        Assert.False(again.TryGet(out _, out Problem? problem));
        Assert.Equal(ProblemKind.JobRunning, problem.Kind);
        await jobs.TurnAsync();
        Assert.Equal(1, slow.Runs);
        Task<Answer<JobFacts>> waits = jobs.RunAsync("other", default);
        jobs.Cancel();
        await turn;
        await waits;
        Assert.True(await jobs.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, other.Runs); // nothing is begun any more
        Assert.Null(jobs.List().Jobs[0].LastBegan); // what was ended before its time keeps its turn
        Assert.Empty(_said);
    }

    private TreeJobs Jobs(int seed, params PlannedJob[] jobs) =>
        new(jobs, new JobLedger(DirectoryDisk.Open(_scratch.Root)), _clock, new Random(seed), Hear);

    private void Hear(JournalEvent happened, string? job, string sentence)
    {
        if (JournalEvents.LevelOf(happened) >= JournalLevel.Warning) _said.Add(sentence);
        else _done.Add((happened, job));
    }
}
