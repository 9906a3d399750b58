using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis del</c>: takes ids away, all of them or none.</summary>
internal sealed class DelCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly DigestOption _digest = new();
    private readonly Argument<string[]> _ids = new("ID") { Description = "The ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _json = new("--json") { Description = "Print what was committed as JSON." };

    internal Command Create()
    {
        var command = new Command("del", "Take ids away: all of them, or none if one has no value.") { _ids, _json };
        _place.AddTo(command);
        _bytes.AddTo(command);
        _digest.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!ByteOptions.TryBytes(parsed.GetRequiredValue(_ids), encoding, out byte[][] ids, out problem)) return terminal.Fail(problem);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        var request = new BatchRequest([.. ids.Select(id => new WireOperation("remove", new Bytes(id)))], _digest.Read(parsed));
        Answer<BatchResult> answer = await tree.CommitAsync(request, cancellation);
        if (!answer.TryGet(out BatchResult? result, out problem)) return terminal.Fail(BatchTalk.Name(problem, ids));
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Talk.WriteLine(BatchTalk.Sentence(result));
        return ExitCode.Done;
    }
}
