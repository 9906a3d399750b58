using Spectre.Console;

namespace BasisTrees.Examples.Ledger;

/// <summary>What a person gets who starts the program without arguments: choices instead of commands.</summary>
/// <remarks>Every choice runs the command that does the same, and shows it, so that one learns the commands on the way.</remarks>
internal sealed class Menu(Screen screen, Session session)
{
    private const string New = "Add a party";
    private const string Issue = "Issue a note: promise somebody an amount";
    private const string Transfer = "Transfer: hand on what you are owed";
    private const string Redeem = "Redeem: confirm that you were paid";
    private const string Balances = "Balances";
    private const string Statement = "Statement of a party";
    private const string Prove = "Prove a note to somebody";
    private const string Check = "Check a proof file that somebody gave you";
    private const string Digest = "The digest to publish";
    private const string Audit = "Audit everything";
    private const string Quit = "Quit";

    private readonly IAnsiConsole _terminal = screen.Talk;

    /// <summary>Asks until the person has had enough.</summary>
    /// <returns>The exit code.</returns>
    internal int Run()
    {
        session.Creates = true;
        _terminal.MarkupLine($"[bold]A ledger of IOU notes[/] in [blue]{LedgerOptions.HomeDefault}[/]; Ctrl-C ends it and loses nothing.");
        while (true)
        {
            _terminal.WriteLine();
            string choice = _terminal.Prompt(new SelectionPrompt<string>()
                .Title("What do you want to do?").PageSize(12)
                .AddChoices(New, Issue, Transfer, Redeem, Balances, Statement, Prove, Check, Digest, Audit, Quit));
            if (choice == Quit) return Exit.Done;
            if (Arguments(choice) is not { } arguments) continue;
            _terminal.MarkupLine($"[grey]$ ledger {Markup.Escape(string.Join(' ', arguments))}[/]");
            int code = LedgerCommands.Run(arguments, screen, session);
            if (code != Exit.Done) _terminal.MarkupLine($"[red]exit code {code}[/]");
        }
    }

    // The arguments of the command that does what was chosen, or null if there is nothing to choose from.
    private string[]? Arguments(string choice)
    {
        switch (choice)
        {
            case New:
                return ["party", "new", Ask("The name?")];
            case Issue:
                return AskParties("Who promises?", "To whom?") is { } two ? ["issue", .. two, Ask("How many units?")] : null;
            case Transfer:
                return AskParties("Who owes it?", "Who hands it on?", "To whom?") is { } three
                    ? ["transfer", .. three, Ask("How many units?")]
                    : null;
            case Redeem:
                return AskParties("Who has paid?", "Who was paid?") is { } both ? ["redeem", .. both, Ask("How many units?")] : null;
            case Statement:
                return AskParties("Whose?") is { } one ? ["statement", .. one] : null;
            case Prove:
                return ["prove", Ask("The id of the note (a statement shows it)?"), "--out", Ask("The file to write?", "proof.json")];
            case Check:
                return ["check", Ask("The file?", "proof.json"), "--trust", Ask("The trust string, from a source that you trust?")];
            default:
                return [choice switch { Balances => "balances", Digest => "digest", _ => "audit" }];
        }
    }

    private string[]? AskParties(params string[] questions)
    {
        string[] names;
        using (BookView view = session.Open(LedgerOptions.HomeDefault, creates: true).View())
            names = [.. view.Parties().Select(party => party.Name)];
        if (names.Length < questions.Length)
        {
            _terminal.MarkupLine("[yellow]There are too few parties for that; add some first.[/]");
            return null;
        }

        var answers = new List<string>();
        foreach (string question in questions)
        {
            SelectionPrompt<string> prompt = new SelectionPrompt<string>().Title(question).PageSize(12).EnableSearch();
            answers.Add(_terminal.Prompt(prompt.AddChoices(names.Except(answers, StringComparer.Ordinal))));
            _terminal.MarkupLine($"[grey]{question}[/] {Markup.Escape(answers[^1])}");
        }

        return [.. answers];
    }

    private string Ask(string question, string? usual = null)
    {
        var prompt = new TextPrompt<string>(question);
        return _terminal.Prompt(usual is null ? prompt : prompt.DefaultValue(usual)).Trim();
    }
}
