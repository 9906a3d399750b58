using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;

namespace BasisTrees.Host.Commands;

/// <summary>The option <c>--url</c> with those that say how the service is asked, for what a service alone can do.</summary>
internal sealed class UrlPlace
{
    private readonly Option<string?> _url = new("--url") { Description = "The address of a running service.", HelpName = "URL" };
    private readonly UrlOptions _options = new();

    internal void AddTo(Command command)
    {
        command.Options.Add(_url);
        _options.AddTo(command);
    }

    /// <summary>Whether a service is meant.</summary>
    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(_url) is not null;

    /// <summary>The option that is for a service and was given without one, or null.</summary>
    internal string? GivenInVain(ParseResult parsed) => IsGiven(parsed) ? null : _options.Given(parsed);

    /// <summary>Makes a client of the service; nothing is sent yet.</summary>
    internal bool TryOpen(ParseResult parsed, [NotNullWhen(true)] out TreeClient? client, [NotNullWhen(false)] out Problem? problem)
    {
        client = null;
        if (parsed.GetValue(_url) is not { } url)
            problem = new Problem(ProblemKind.InvalidRequest, "Say which service is meant: --url URL.");
        else if (_options.TryRead(parsed, url, out TreeAddress? address, out problem)) client = new TreeClient(address);
        return client is not null && problem is null;
    }
}
