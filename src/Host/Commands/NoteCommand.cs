using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis note</c>: notes whose bodies are beside the tree: puts one, prints one, erases the body of one.</summary>
internal sealed class NoteCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly RevisionOption _revision = new();
    private readonly Argument<string> _id = new("ID") { Description = "The id." };
    private readonly Argument<string> _file = new("FILE") { Description = "The file that holds the body; - for standard input." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<bool> _proof = new("--proof") { Description = "With --json: put a proof file for the id beside the body." };

    private readonly Option<string?> _value = new("--value")
    {
        Description = "The value that the id had with the body, 64 hexadecimal digits; the one that it has now if not given.",
        HelpName = "HEX",
    };

    internal Command Create()
    {
        var put = new Command("put", "Commit the body and set the id to its commitment, in one batch.") { _id, _file };
        var get = new Command("get", "Print the body of a note: exactly its bytes.") { _id, _proof };
        var erase = new Command("erase", "Overwrite the body of a note in every file of the store; digests and proofs stay what they are.")
        {
            _id, _value,
        };
        put.SetAction((parsed, cancellation) => RunAsync(parsed, PutAsync, cancellation));
        get.SetAction((parsed, cancellation) => RunAsync(parsed, GetAsync, cancellation));
        erase.SetAction((parsed, cancellation) => RunAsync(parsed, EraseAsync, cancellation));
        foreach (Command each in (Command[])[put, get, erase])
        {
            each.Options.Add(_json);
            _bytes.AddTo(each);
            _place.AddTo(each);
        }

        _revision.AddTo(get);
        return new Command("note", "Notes: bodies beside the tree, which holds commitments to them.") { put, get, erase };
    }

    private async Task<int> RunAsync(
        ParseResult parsed, Func<ParseResult, ITreeAccess, byte[], CancellationToken, Task<int>> work, CancellationToken cancellation)
    {
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)
            || !ByteOptions.TryBytes(parsed.GetRequiredValue(_id), encoding, out byte[]? id, out problem)
            || !_place.TryOpen(parsed, out ITreeAccess? tree, out problem))
            return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        int exitCode = await work(parsed, tree, id, cancellation);
        terminal.Flush();
        return exitCode;
    }

    private async Task<int> PutAsync(ParseResult parsed, ITreeAccess tree, byte[] id, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(_file);
        if (!InputFile.TryReadAll(terminal, path, Note.BodyLengthMax, out byte[]? body, out Problem? problem))
            return terminal.Fail(problem);
        var batch = new BatchRequest([new WireOperation(Words.PutNote, new Bytes(id), new Bytes(body))]);
        if (!(await tree.CommitAsync(batch, cancellation)).TryGet(out BatchResult? result, out problem)) return terminal.Fail(problem);
        string value = Convert.ToHexStringLower(NoteValue.Of(id, body));
        if (parsed.GetValue(_json)) terminal.JsonDocument(new NoteResult(result.Revision, result.DigestAfter, value));
        else Say($"Revision {result.Revision:N0} has the note, {Amount.Of(body.Length, "byte", "bytes")}, under the value {value}.");
        return ExitCode.Done;
    }

    private async Task<int> GetAsync(ParseResult parsed, ITreeAccess tree, byte[] id, CancellationToken cancellation)
    {
        bool wantsProof = parsed.GetValue(_proof);
        if (wantsProof && !parsed.GetValue(_json)) return terminal.Fail("--proof is for --json.", ExitCode.Usage);
        if (!_revision.TryRead(parsed, out long? revision, out Problem? problem)) return terminal.Fail(problem);
        Answer<NoteResult> answer = await tree.ReadNoteAsync(
            new EntryRequest(id) { Revision = revision, Proof = wantsProof }, cancellation);
        if (!answer.TryGet(out NoteResult? note, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(note);
        else terminal.Bytes(note.Body is { } body ? body.Span : default);
        return ExitCode.Done;
    }

    private async Task<int> EraseAsync(ParseResult parsed, ITreeAccess tree, byte[] id, CancellationToken cancellation)
    {
        byte[] value = [];
        if (parsed.GetValue(_value) is { } hex
            && !(ByteText.TryDecode(hex, ByteEncoding.Hex, out byte[]? given, out _) && (value = given).Length == NoteValue.Length))
        {
            return terminal.Fail("--value is 64 hexadecimal digits.", ExitCode.Usage);
        }

        Answer<NoteErasureResult> answer = await tree.EraseNoteAsync(id, value, cancellation);
        if (!answer.TryGet(out NoteErasureResult? erasure, out Problem? problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json))
        {
            terminal.JsonDocument(erasure);
            return ExitCode.Done;
        }

        Say($"The body is erased, {Amount.Of(erasure.Places, "copy", "copies")} of it overwritten; backups keep what they have.");
        if (erasure.LogFrom > 1)
            Say($"The log is here from revision {erasure.LogFrom:N0} on: segments that were taken away may have the body.");
        return ExitCode.Done;
    }

    private void Say(FormattableString sentence) => terminal.Talk.WriteLine(sentence.ToString(CultureInfo.InvariantCulture));
}
