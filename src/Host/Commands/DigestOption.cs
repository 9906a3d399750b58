using System.CommandLine;

namespace BasisTrees.Host.Commands;

/// <summary>The option <c>--if-match</c>: nothing changes unless the tree has this digest.</summary>
internal sealed class DigestOption
{
    private readonly Option<string?> _option = new("--if-match")
    {
        Description = "Change nothing unless the tree has this digest (66 hexadecimal digits).",
        HelpName = "DIGEST",
    };

    internal void AddTo(Command command) => command.Options.Add(_option);

    internal string? Read(ParseResult parsed) => parsed.GetValue(_option);
}
