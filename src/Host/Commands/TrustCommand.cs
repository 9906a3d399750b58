using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis trust</c>: prints the trust string of the head or of a revision.</summary>
internal sealed class TrustCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<long?> _revision = new("--revision") { Description = "The revision; the head if not given.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON with revision and digest." };

    internal Command Create()
    {
        var command = new Command("trust", "Print the trust string, which is all that a verifier has to be told.") { _revision, _json };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long? revision = parsed.GetValue(_revision);
        if (revision < 0) return terminal.Fail($"A revision is 0 or more, not {revision}.", ExitCode.Usage);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<TrustResult> answer = await tree.TrustAsync(revision, cancellation);
        if (!answer.TryGet(out TrustResult? result, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Line(result.Trust);
        return ExitCode.Done;
    }
}
