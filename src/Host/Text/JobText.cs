using BasisTrees.Host.Configuration;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Text;

/// <summary>Jobs for a person.</summary>
internal static class JobText
{
    /// <summary>The lines of the table of jobs.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<JobFacts> jobs)
    {
        string[] headings = ["job", "every", "last run", "outcome", "next run", "what it did"];
        return TextTable.Lines(headings, [.. jobs.Select(CellsOf)]);
    }

    /// <summary>How the last run of a job ended, in a sentence.</summary>
    internal static string Sentence(JobFacts job) => job.LastSentence is { } sentence
        ? Safe(sentence)
        : $"The job {Safe(job.Name)} was ended before its time.";

    /// <summary>The exit code of a command that had a job done.</summary>
    internal static int ExitCodeOf(JobFacts job) => job.LastOutcome switch
    {
        "succeeded" => ExitCode.Done,
        "alarm" or "damage" => ExitCode.Corruption,
        _ => ExitCode.Unavailable,
    };

    private static string[] CellsOf(JobFacts job) =>
    [
        Safe(job.Name),
        job.IntervalSeconds is { } seconds and > 0 and < 1e12 ? new Duration((long)(seconds * 1000)).ToString() : "never by itself",
        job.LastEnded is { } ended ? Moment.Show(ended) : "never",
        job.Running ? "running" : Safe(job.LastOutcome ?? string.Empty),
        job.NextRun is { } next ? Moment.Show(next) : string.Empty,
        Safe(job.LastSentence ?? string.Empty),
    ];

    private static string Safe(string text) => SafeText.Line(System.Text.Encoding.UTF8.GetBytes(text));
}
