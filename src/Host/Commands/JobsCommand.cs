using System.CommandLine;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis jobs</c>: lists the jobs of a running service, or has one done.</summary>
internal sealed class JobsCommand(Terminal terminal)
{
    private readonly UrlPlace _place = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Argument<string> _name = new("NAME") { Description = "The job, such as full_backup, drill or scrub." };

    internal Command Create()
    {
        var run = new Command("run", "Have a job done now, and wait for it; exits with 5 if it found damage or a failed drill.")
        {
            _name, _json,
        };
        _place.AddTo(run);
        run.SetAction((parsed, cancellation) => RunAsync(parsed, parsed.GetRequiredValue(_name), cancellation));
        var command = new Command("jobs", "List what a service does by itself: last run, how it ended, next run.") { _json, run };
        _place.AddTo(command);
        command.SetAction(ListAsync);
        return command;
    }

    private async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        Answer<JobList> answer = await client.ListJobsAsync(cancellation);
        if (!answer.TryGet(out JobList? list, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(list);
        else foreach (string line in JobText.Lines(list.Jobs)) terminal.Line(line);
        return ExitCode.Done;
    }

    private async Task<int> RunAsync(ParseResult parsed, string name, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        return await RunAsync(terminal, client, name, parsed.GetValue(_json), cancellation);
    }

    /// <summary>Has a job of a service done and says what came of it.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="client">The service.</param>
    /// <param name="name">The name of the job.</param>
    /// <param name="wantsJson">Whether its facts are printed as JSON.</param>
    /// <param name="cancellation">Ends the waiting; the job goes on.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        Terminal terminal, TreeClient client, string name, bool wantsJson, CancellationToken cancellation)
    {
        Task<Answer<JobFacts>> work = client.RunJobAsync(name, cancellation);
        Answer<JobFacts> answer = await new WaitTalk(terminal).RunAsync($"waiting for {ByteText.Show(name)}", work);
        if (!answer.TryGet(out JobFacts? job, out Problem? problem)) return terminal.Fail(problem);
        if (wantsJson) terminal.JsonDocument(job);
        terminal.Flush();
        int exitCode = JobText.ExitCodeOf(job);
        if (exitCode != ExitCode.Done) return terminal.Fail(JobText.Sentence(job), exitCode);
        if (!wantsJson) terminal.Talk.WriteLine(JobText.Sentence(job));
        return exitCode;
    }
}
