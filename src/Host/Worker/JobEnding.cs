namespace BasisTrees.Host.Worker;

/// <summary>How a job ended, and what it did, in one sentence.</summary>
internal readonly record struct JobEnding(JobOutcome Outcome, string Sentence);
