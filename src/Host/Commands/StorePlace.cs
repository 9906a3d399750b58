using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// The two options that say where a tree lives, <c>--data</c> or <c>--url</c>, and those that say how it is opened or asked there.
/// </summary>
/// <param name="talk">Where it is said that a store had to be repaired.</param>
internal sealed class StorePlace(TextWriter talk)
{
    private readonly Option<string?> _data = new("--data") { Description = "The data directory of a store.", HelpName = "DIR" };
    private readonly Option<string?> _url = new("--url") { Description = "The address of a running service.", HelpName = "URL" };
    private readonly DataOptions _options = new();
    private readonly UrlOptions _urlOptions = new();

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_url);
        _options.AddTo(command);
        _urlOptions.AddTo(command);
    }

    /// <summary>The data directory, for what can be done with one only.</summary>
    internal bool TryData(ParseResult parsed, [NotNullWhen(true)] out string? data, [NotNullWhen(false)] out Problem? problem)
    {
        data = parsed.GetValue(_data);
        problem = parsed.GetValue(_url) is not null ? Refuse("This is done with a data directory, not with a service: --data DIR.")
            : data is null ? Refuse("Say which data directory is meant: --data DIR.")
            : data.Length == 0 ? Refuse("The data directory is an empty text.")
            : null;
        return data is not null && problem is null;
    }

    /// <summary>Opens the tree that the options name.</summary>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    internal bool TryOpen(ParseResult parsed, [NotNullWhen(true)] out ITreeAccess? tree, [NotNullWhen(false)] out Problem? problem)
    {
        tree = null;
        if (!TryChoose(parsed, out StoreChoice? choice, out problem)) return false;
        tree = choice.Address is { } address ? new TreeClient(address) : Open(choice);
        return true;
    }

    /// <summary>Reads the options without opening anything.</summary>
    internal bool TryChoose(ParseResult parsed, [NotNullWhen(true)] out StoreChoice? choice, [NotNullWhen(false)] out Problem? problem)
    {
        string? data = parsed.GetValue(_data);
        string? url = parsed.GetValue(_url);
        choice = null;
        problem = (data, url) switch
        {
            (null, null) => Refuse("Say which tree is meant: --data DIR or --url URL."),
            (not null, not null) => Refuse("Give either --data or --url, not both."),
            ("", _) => Refuse("The data directory is an empty text."),
            (null, _) when _options.Given(parsed) is { } option => Refuse($"{option} is for --data; a service has its own configuration."),
            (_, null) when _urlOptions.Given(parsed) is { } option => Refuse($"{option} is for --url; a data directory is just opened."),
            _ => null,
        };
        if (problem is not null) return false;
        TreeAddress? address = null;
        if (url is not null && !_urlOptions.TryRead(parsed, url, out address, out problem)) return false;
        if (_options.TryRead(parsed, out StoreOptions? options, out problem))
            choice = data is null ? new StoreChoice(null, address, options) : new StoreChoice(data, null, options);
        return choice is not null && problem is null;
    }

    private LocalTreeAccess Open(StoreChoice choice)
    {
        TreeStore store = TreeStore.Open(DirectoryDisk.Open(choice.Data!), choice.Options); // there is no address
        OpeningNotice.Write(store.Recovery, talk);
        IncarnationNotice.Write(store, talk);
        return new LocalTreeAccess(store, cause => throw NotClosed(cause, choice.Options.Durability));
    }

    // Of a durable store nothing is lost: what was to be written was a checkpoint. A disk that fails is told of all the same.
    private static StoreException NotClosed(Exception cause, Durability durability)
    {
        string committed = durability == Durability.Durable ? "what was committed stands" : "what was committed may be lost";
        return new StoreException($"The store could not be closed in good order; {committed}: {cause.Message}", inner: cause);
    }

    private static Problem Refuse(string sentence) => new(ProblemKind.InvalidRequest, sentence);
}
