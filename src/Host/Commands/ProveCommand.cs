using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis prove</c>: writes a proof file to standard output.</summary>
internal sealed class ProveCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly RevisionOption _revision = new();
    private readonly Argument<string[]> _ids = new("ID")
    {
        Description = "The ids, with or without a value.",
        Arity = ArgumentArity.OneOrMore,
    };

    internal Command Create()
    {
        var command = new Command("prove", "Write a proof of the values of ids, or that they have none, to standard output.") { _ids };
        _place.AddTo(command);
        _bytes.AddTo(command);
        _revision.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!ByteOptions.TryBytes(parsed.GetRequiredValue(_ids), encoding, out byte[][] ids, out problem)) return terminal.Fail(problem);
        if (!_revision.TryRead(parsed, out long? revision, out problem)) return terminal.Fail(problem);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        var request = new ProveRequest([.. ids.Select(id => new Bytes(id))], revision);
        Answer<ProofFile> answer = await tree.ProveAsync(request, cancellation);
        if (!answer.TryGet(out ProofFile? file, out problem)) return terminal.Fail(problem);
        terminal.JsonDocument(file);
        return ExitCode.Done;
    }
}
