using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;

namespace BasisTrees.Host.Commands;

/// <summary>The option that says which revision is read: <c>--revision</c>.</summary>
internal sealed class RevisionOption
{
    private readonly Option<long?> _revision = new("--revision")
    {
        Description = "The revision that is read, which must be retained (basis revisions); the last one if not given.",
        HelpName = "N",
    };

    internal void AddTo(Command command) => command.Options.Add(_revision);

    internal bool TryRead(ParseResult parsed, out long? revision, [NotNullWhen(false)] out Problem? problem)
    {
        revision = parsed.GetValue(_revision);
        problem = revision < 0 ? new Problem(ProblemKind.InvalidRequest, $"{_revision.Name} is 0 or more.") : null;
        return problem is null;
    }
}
