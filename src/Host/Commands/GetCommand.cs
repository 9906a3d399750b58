using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis get</c>: prints the value of an id.</summary>
internal sealed class GetCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly RevisionOption _revision = new();
    private readonly Argument<string> _id = new("ID") { Description = "The id." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON with revision and digest." };
    private readonly Option<bool> _proof = new("--proof") { Description = "With --json: put a proof file for the id beside the value." };

    internal Command Create()
    {
        var command = new Command("get", "Print the value of an id: exactly its bytes, unless it goes to a terminal.")
        {
            _id, _json, _proof,
        };
        _place.AddTo(command);
        _bytes.AddTo(command);
        _revision.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!ByteOptions.TryBytes(parsed.GetRequiredValue(_id), encoding, out byte[]? id, out problem)) return terminal.Fail(problem);
        if (!_revision.TryRead(parsed, out long? revision, out problem)) return terminal.Fail(problem);
        bool wantsProof = parsed.GetValue(_proof);
        if (wantsProof && !parsed.GetValue(_json)) return terminal.Fail("--proof is for --json.", ExitCode.Usage);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<EntryResult> answer = await tree.GetAsync(new EntryRequest(id) { Revision = revision, Proof = wantsProof }, cancellation);
        if (!answer.TryGet(out EntryResult? entry, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(entry);
        else if (encoding != ByteEncoding.Text || terminal.IsOutWatched) terminal.Line(ByteText.Encode(entry.Value.Span, encoding));
        else terminal.Bytes(entry.Value.Span);
        return ExitCode.Done;
    }
}
