using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>The two options that say where a tree lives: <c>--data</c> or <c>--url</c>.</summary>
/// <param name="talk">Where it is said that a store had to be repaired.</param>
internal sealed class StorePlace(TextWriter talk)
{
    private readonly Option<string?> _data = new("--data") { Description = "The data directory of a store.", HelpName = "DIR" };
    private readonly Option<string?> _url = new("--url") { Description = "The address of a running service.", HelpName = "URL" };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_url);
    }

    /// <summary>Opens the tree that the options name.</summary>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    internal bool TryOpen(ParseResult parsed, [NotNullWhen(true)] out ITreeAccess? tree, [NotNullWhen(false)] out Problem? problem)
    {
        string? data = parsed.GetValue(_data);
        string? url = parsed.GetValue(_url);
        tree = null;
        problem = (data, url) switch
        {
            (null, null) => Refuse("Say which tree is meant: --data DIR or --url URL."),
            (not null, not null) => Refuse("Give either --data or --url, not both."),
            ("", _) => Refuse("The data directory is an empty text."),
            _ => null,
        };
        if (problem is not null) return false;
        if (data is not null) tree = Open(data);
        else if (!TryAddress(url, out Uri? address))
            problem = Refuse($"{ByteText.Show(url!)} is not an address such as http://127.0.0.1:7425."); // one is given
        else tree = new TreeClient(address);
        return tree is not null;
    }

    private LocalTreeAccess Open(string data)
    {
        TreeStore store = TreeStore.Open(DirectoryDisk.Open(data));
        OpeningNotice.Write(store.Recovery, talk);
        return new LocalTreeAccess(store);
    }

    private static bool TryAddress(string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && (address.Scheme is "http" or "https")
        && address.UserInfo.Length == 0
        && address.PathAndQuery == "/"
        && address.Fragment.Length == 0;

    private static Problem Refuse(string sentence) => new(ProblemKind.InvalidRequest, sentence);
}
