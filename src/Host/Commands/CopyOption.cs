using System.CommandLine;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>The option <c>--from</c>: a directory with another copy of a store, out of which a damaged one is put right.</summary>
/// <param name="more">What else the command takes by this option, as a sentence; or nothing.</param>
internal sealed class CopyOption(string more = "")
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "A directory with another copy of the store: what is damaged here is taken from there." + more,
        HelpName = more.Length == 0 ? "DIR" : "DIR|FILE",
    };

    internal void AddTo(Command command) => command.Options.Add(_from);

    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(_from) is not null;

    /// <summary>What was given, or null.</summary>
    internal string? Given(ParseResult parsed) => parsed.GetValue(_from);

    /// <summary>
    /// Opens the copy, if there is one, for the options of the store. It may be older or damaged itself: what comes from it is hashed, and
    /// a log must continue what stands here.
    /// </summary>
    /// <returns>What the caller disposes of when the options are not used any more, or null.</returns>
    /// <exception cref="StoreException">One of the directories cannot be read.</exception>
    internal IDisposable? Open(ParseResult parsed, IDisk store, ref StoreOptions options)
    {
        if (parsed.GetValue(_from) is not { } from) return null;
        DirectoryDisk place = DirectoryDisk.Open(from);
        var copy = DirectoryRestoration.Open(place, StoreDefinition.Read(store));
        options = options with { Restoration = copy, LogRestoration = new LogCopy(place) };
        return copy;
    }
}
