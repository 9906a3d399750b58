using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>The option <c>--expect-at-least</c>: what the user remembers of a store, so that no older one is taken for it.</summary>
internal sealed class ExpectOption
{
    internal const string Name = "--expect-at-least";

    private readonly Option<string?> _option = new(Name)
    {
        Description = "Refuse a store that does not reach this revision, or had another digest at it.",
        HelpName = "REVISION:DIGEST",
    };

    internal void AddTo(Command command) => command.Options.Add(_option);

    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(_option) is not null;

    /// <summary>Reads the option.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="expectation">What is expected; null if the option is not given.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>Whether nothing is.</returns>
    internal bool TryRead(ParseResult parsed, out StoreExpectation? expectation, [NotNullWhen(false)] out Problem? problem)
    {
        string? text = parsed.GetValue(_option);
        problem = null;
        expectation = null;
        if (text is null || StoreExpectation.TryParse(text, out expectation)) return true;
        string sentence = $"{Name} is a revision, a colon and the 66 hexadecimal digits of its digest, unlike {ByteText.Show(text)}.";
        problem = new Problem(ProblemKind.InvalidRequest, sentence);
        return false;
    }
}
