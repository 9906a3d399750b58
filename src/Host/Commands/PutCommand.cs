using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis put</c>: sets the value of an id.</summary>
internal sealed class PutCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly ByteOptions _bytes = new();
    private readonly DigestOption _digest = new();
    private readonly Argument<string> _id = new("ID") { Description = "The id." };
    private readonly Argument<string?> _value = new("VALUE")
    {
        Description = "The value; standard input if neither it nor --file is given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "Take the value from a file, - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _insert = new("--insert") { Description = "Only if the id has no value yet." };
    private readonly Option<bool> _update = new("--update") { Description = "Only if the id has a value already." };
    private readonly Option<bool> _json = new("--json") { Description = "Print what was committed as JSON." };

    internal Command Create()
    {
        var command = new Command("put", "Set the value of an id.") { _id, _value, _file, _insert, _update, _json };
        _place.AddTo(command);
        _bytes.AddTo(command);
        _digest.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        bool insert = parsed.GetValue(_insert);
        bool update = parsed.GetValue(_update);
        if (insert && update) return terminal.Fail("Give either --insert or --update, not both.", ExitCode.Usage);
        if (!_bytes.TryRead(parsed, out ByteEncoding encoding, out Problem? problem)) return terminal.Fail(problem);
        if (!ByteOptions.TryBytes(parsed.GetRequiredValue(_id), encoding, out byte[]? id, out problem)) return terminal.Fail(problem);
        if (!TryValue(parsed, encoding, out byte[]? value, out problem)) return terminal.Fail(problem);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        string op = insert ? "insert" : update ? "update" : "insert_or_update";
        var request = new BatchRequest([new WireOperation(op, new Bytes(id), new Bytes(value))], _digest.Read(parsed));
        Answer<BatchResult> answer = await tree.CommitAsync(request, cancellation);
        if (!answer.TryGet(out BatchResult? result, out problem)) return terminal.Fail(BatchTalk.Name(problem, [id]));
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else terminal.Talk.WriteLine(BatchTalk.Sentence(result));
        return ExitCode.Done;
    }

    private bool TryValue(
        ParseResult parsed, ByteEncoding encoding, [NotNullWhen(true)] out byte[]? value, [NotNullWhen(false)] out Problem? problem)
    {
        value = null;
        string? text = parsed.GetValue(_value);
        string? file = parsed.GetValue(_file);
        if (text is not null && file is not null) problem = Refuse("Give the value either as an argument or with --file, not both.");
        else if (text is not null) return ByteOptions.TryBytes(text, encoding, out value, out problem);
        else if (file is null && terminal.IsInTyped) problem = Refuse("Give the value as an argument, with --file, or on standard input.");
        else return InputFile.TryReadAll(terminal, file ?? InputFile.StandardInput, TreeParameters.ValueLengthLimit, out value,
            out problem);
        return false;
    }

    private static Problem Refuse(string sentence) => new(ProblemKind.InvalidRequest, sentence);
}
