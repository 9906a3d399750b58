using Spectre.Console;

namespace BasisTrees.Examples.Ledger;

/// <summary>Where a command writes: data to standard output, talk to standard error.</summary>
internal sealed class Screen
{
    private readonly TextWriter _data = Console.Out;
    private readonly TextWriter _talk = Console.Error;
    private readonly IAnsiConsole _out = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });

    /// <summary>The terminal for talk, for progress and questions.</summary>
    internal IAnsiConsole Talk { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Whether a person watches standard error.</summary>
    internal bool IsTalkWatched { get; } = !Console.IsErrorRedirected;

    /// <summary>Whether a person sits at a terminal that can ask.</summary>
    internal bool IsInteractive { get; } = !Console.IsInputRedirected && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Writes a line of data.</summary>
    internal void Line(string text) => _data.WriteLine(text);

    /// <summary>Writes a value as JSON.</summary>
    internal void Json<T>(T value) => _data.WriteLine(LedgerJson.Write(value));

    /// <summary>Writes a line of talk.</summary>
    internal void Say(string text) => _talk.WriteLine("ledger: " + text);

    /// <summary>Writes a table: with lines around it for a person, with tabs between its cells for a program.</summary>
    /// <param name="columns">The headings; those that begin with # hold numbers, and are shown without it.</param>
    /// <param name="rows">The cells.</param>
    internal void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (Console.IsOutputRedirected)
        {
            foreach (IReadOnlyList<string> row in rows) Line(string.Join('\t', row));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (string column in columns)
        {
            bool isNumber = column.StartsWith('#');
            table.AddColumn(new TableColumn(Markup.Escape(column.TrimStart('#'))) { Alignment = isNumber ? Justify.Right : Justify.Left });
        }

        foreach (IReadOnlyList<string> row in rows) table.AddRow([.. row.Select(cell => Markup.Escape(cell))]);
        _out.Write(table);
    }

    /// <summary>Says why a command ends without success.</summary>
    /// <returns>The exit code.</returns>
    internal int Fail(Refusal refusal)
    {
        Say(refusal.Sentence);
        return Exit.Of(refusal.Kind);
    }
}
