using System.CommandLine;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Proofs;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis verify</c>: checks a proof file against a trust string and needs nothing else.</summary>
internal sealed class VerifyCommand(Terminal terminal)
{
    private readonly Argument<string> _file = new("FILE") { Description = "The proof file, - for standard input." };
    private readonly Option<string> _trust = new("--trust")
    {
        Description = "The trust string, from a source that you trust: basis1:<tree id>:<key length>:<value length or v>:<keys>:<digest>.",
        HelpName = "STRING",
        Required = true,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print what is proven as JSON." };

    internal Command Create()
    {
        var command = new Command("verify", "Check a proof file against a trust string; exits with 0 if it holds and 1 if not.")
        {
            _file, _trust, _json,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_trust);
        if (!TrustString.TryParse(text, out TrustString? trust))
            return terminal.Fail($"{ByteText.Show(text)} is not a trust string; basis trust prints one.", ExitCode.Usage);
        bool wantsJson = parsed.GetValue(_json);
        string path = parsed.GetRequiredValue(_file);
        if (!InputFile.TryReadAll(terminal, path, ProofFile.BytesMax, out byte[]? bytes, out Problem? problem))
            return problem.Kind == ProblemKind.TooLarge ? Refute(problem.Detail, wantsJson) : terminal.Fail(problem);
        if (!ProofFileCheck.TryCheck(bytes, trust, out ProofFile? file, out string? refusal)) return Refute(refusal, wantsJson);
        if (wantsJson) terminal.JsonDocument(new VerifyResult(Proven: true, text, Claims: file.Entries));
        else Explain(file, trust);
        return ExitCode.Done;
    }

    private int Refute(string refusal, bool wantsJson)
    {
        if (wantsJson) terminal.JsonDocument(new VerifyResult(Proven: false, Refusal: refusal));
        return terminal.Fail("NOT PROVEN. " + refusal, ExitCode.Refuted);
    }

    private void Explain(ProofFile file, TrustString trust)
    {
        terminal.Line($"PROVEN for the tree {trust.TreeId} with the digest {trust.Digest}:");
        foreach (ProofFileEntry entry in file.Entries)
        {
            string id = SafeText.Quote(entry.Id.Span);
            terminal.Line(entry.Value is { } value ? $"  {id} has the value {SafeText.Quote(value.Span)}" : $"  {id} has no value");
        }

        terminal.Line("This rests on the trust string alone. Not proven: that the digest is the newest one, which revision it belongs to,");
        terminal.Line("and that whoever issued the digest built the tree honestly.");
    }
}
