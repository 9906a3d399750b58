using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger prove</c>: writes the file that proves a note.</summary>
internal sealed class ProveCommand(Screen screen, Session session)
{
    private readonly Argument<string> _note = new("NOTE") { Description = "The id of a note, 64 hexadecimal digits." };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The file to write; - for standard output.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<string> _data = LedgerOptions.Data();

    internal Command Create()
    {
        var command = new Command("prove", "Prove a note to somebody who has the published digest.") { _note, _out, _data };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (!LedgerJson.TryReadLabel(parsed.GetRequiredValue(_note), out Label id))
            return screen.Fail(Refusal.Rule("The id of a note has 64 hexadecimal digits."));
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        if (!NoteProof.TryMake(view, id, out NoteProof? proof))
            return screen.Fail(new Refusal(RefusalKind.NotFound, $"There is no note {id}."));
        string path = parsed.GetRequiredValue(_out);
        if (path == "-")
        {
            screen.Json(proof);
            return Exit.Done;
        }

        File.WriteAllText(path, LedgerJson.Write(proof) + "\n");
        screen.Say($"{path} proves the note against the digest {proof.Digest}, and nothing without it.");
        return Exit.Done;
    }
}
