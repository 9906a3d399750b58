using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis note</c>: notes whose bodies are beside the tree: puts one, prints one, erases the body of one.</summary>
internal sealed class NoteCommand(Terminal terminal)
{
    private readonly DataOptions _options = new();
    private readonly ByteOptions _bytes = new();
    private readonly Argument<string> _id = new("ID") { Description = "The id." };
    private readonly Argument<string> _file = new("FILE") { Description = "The file that holds the body; - for standard input." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of a store.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _value = new("--value")
    {
        Description = "The value that the id had with the body, 64 hexadecimal digits; the one that it has now if not given.",
        HelpName = "HEX",
    };

    internal Command Create()
    {
        var put = new Command("put", "Commit the body and set the id to its commitment, in one batch.") { _id, _file };
        var get = new Command("get", "Print the body of a note: exactly its bytes.") { _id };
        var erase = new Command("erase", "Overwrite the body of a note in every file of the store; digests and proofs stay what they are.")
        {
            _id, _value,
        };
        put.SetAction((parsed, _) => Task.FromResult(Run(parsed, Put)));
        get.SetAction((parsed, _) => Task.FromResult(Run(parsed, Get)));
        erase.SetAction((parsed, _) => Task.FromResult(Run(parsed, Erase)));
        foreach (Command each in (Command[])[put, get, erase])
        {
            each.Options.Add(_data);
            each.Options.Add(_json);
            _bytes.AddTo(each);
            _options.AddTo(each);
        }

        return new Command("note", "Notes: bodies beside the tree, which holds commitments to them.") { put, get, erase };
    }

    private int Run(ParseResult parsed, Func<ParseResult, TreeStore, byte[], int> work)
    {
        if (!TryRead(parsed, out StoreOptions? options, out byte[]? id, out Problem? problem)) return terminal.Fail(problem);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_data)), options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        int exitCode = work(parsed, store, id);
        terminal.Flush();
        return exitCode;
    }

    private int Put(ParseResult parsed, TreeStore store, byte[] id)
    {
        string path = parsed.GetRequiredValue(_file);
        if (!InputFile.TryReadAll(terminal, path, Note.BodyLengthMax, out byte[]? body, out Problem? problem))
            return terminal.Fail(problem);
        CommitResult result = store.Commit(Batch.OfNotes(new Note(id, body)));
        if (result.Outcome != CommitOutcome.Committed)
        {
            return terminal.Fail(ProblemOf.Refusal(
                result.Outcome, result.After, result.FailedIndex, result.FailedOutcome, result.Explanation));
        }

        string value = Convert.ToHexStringLower(NoteValue.Of(id, body));
        if (parsed.GetValue(_json)) terminal.JsonDocument(new NoteResult(result.Revision, result.After.ToString(), value));
        else Say($"Revision {result.Revision:N0} has the note, {Amount.Of(body.Length, "byte", "bytes")}, under the value {value}.");
        return ExitCode.Done;
    }

    private int Get(ParseResult parsed, TreeStore store, byte[] id)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        NoteOutcome outcome = snapshot.TryReadNote(id, out byte[]? body);
        if (outcome != NoteOutcome.Found) return terminal.Fail(SentenceOf(outcome), ExitCode.NotFound);
        if (parsed.GetValue(_json))
        {
            string value = Convert.ToHexStringLower(NoteValue.Of(id, body));
            var note = new NoteResult(snapshot.Revision, snapshot.Digest.ToString(), value);
            terminal.JsonDocument(note with { Body = new Bytes(body!) }); // it was found
        }
        else
        {
            terminal.Bytes(body);
        }

        return ExitCode.Done;
    }

    private int Erase(ParseResult parsed, TreeStore store, byte[] id)
    {
        byte[] value = [];
        if (parsed.GetValue(_value) is { } hex
            && !(ByteText.TryDecode(hex, ByteEncoding.Hex, out byte[]? given, out _) && (value = given).Length == NoteValue.Length))
        {
            return terminal.Fail("--value is 64 hexadecimal digits.", ExitCode.Usage);
        }

        NoteErasure erasure = store.EraseNote(id, value);
        if (erasure.Refusal is { } refusal) return terminal.Fail(refusal, ExitCode.Unavailable);
        if (erasure.Outcome != NoteOutcome.Erased) return terminal.Fail(SentenceOf(erasure.Outcome), ExitCode.NotFound);
        if (parsed.GetValue(_json))
        {
            terminal.JsonDocument(new NoteErasureResult(erasure.Revision, erasure.Places, erasure.FirstRevision));
            return ExitCode.Done;
        }

        Say($"The body is erased, {Amount.Of(erasure.Places, "copy", "copies")} of it overwritten; backups keep what they have.");
        if (erasure.FirstRevision > 1)
            Say($"The log is here from revision {erasure.FirstRevision:N0} on: segments that were taken away may have the body.");
        return ExitCode.Done;
    }

    private bool TryRead(
        ParseResult parsed, [NotNullWhen(true)] out StoreOptions? options, [NotNullWhen(true)] out byte[]? id,
        [NotNullWhen(false)] out Problem? problem)
    {
        (options, id) = (null, null);
        if (parsed.GetRequiredValue(_data).Length == 0)
            problem = new Problem(ProblemKind.InvalidRequest, "The data directory is an empty text.");
        else if (_bytes.TryRead(parsed, out ByteEncoding encoding, out problem)
            && ByteOptions.TryBytes(parsed.GetRequiredValue(_id), encoding, out id, out problem))
            _options.TryRead(parsed, out options, out problem);
        return options is not null && id is not null && problem is null;
    }

    private static string SentenceOf(NoteOutcome outcome) => outcome switch
    {
        NoteOutcome.Erased => "The body of this note was erased.",
        NoteOutcome.NotANote => "The id has a value, and it is not that of a note whose body the store was given.",
        _ => "The id has no value.",
    };

    private void Say(FormattableString sentence) => terminal.Talk.WriteLine(sentence.ToString(CultureInfo.InvariantCulture));
}
