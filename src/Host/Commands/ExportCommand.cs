using System.CommandLine;
using System.Globalization;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Import;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis export</c>: writes the tree as scrypto's manifest and subtrees.</summary>
internal sealed class ExportCommand(Terminal terminal)
{
    private const int DepthMax = 91;

    private readonly DataOptions _options = new();
    private readonly Argument<string> _folder = new("FOLDER") { Description = "The directory for the files; it is made if it is missing." };
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data directory of the store.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "scrypto: a manifest, and subtrees that can each be checked alone.",
        HelpName = "scrypto",
        Required = true,
    };

    private readonly Option<int> _depth = new("--depth")
    {
        Description = "The subtree depth: a subtree has at most 2^(N - 1) leaves.",
        HelpName = "N",
        DefaultValueFactory = _ => ScryptoExport.SubtreeDepthDefault,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print what was written as JSON." };

    internal Command Create()
    {
        var command = new Command("export", "Write the tree as files that other implementations read.")
        {
            _folder, _data, _format, _depth, _json,
        };
        _options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (RefusalOf(parsed) is { } refusal) return terminal.Fail(refusal, ExitCode.Usage);
        if (!_options.TryRead(parsed, out StoreOptions? options, out Problem? problem)) return terminal.Fail(problem);
        int depth = parsed.GetValue(_depth);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(parsed.GetRequiredValue(_data)), options);
        OpeningNotice.Write(store.Recovery, terminal.Talk);
        IncarnationNotice.Write(store, terminal.Talk);
        using StoreSnapshot snapshot = store.Snapshot();
        DirectoryDisk target = DirectoryDisk.Create(parsed.GetRequiredValue(_folder));
        int subtrees = await new WaitTalk(terminal).RunAsync("exporting", Task.Run(() => ScryptoExport.Write(snapshot, target, depth)));
        var result = new ExportResult(snapshot.Revision, snapshot.Digest.ToString(), snapshot.Count, subtrees);
        if (parsed.GetValue(_json)) terminal.JsonDocument(result);
        else
        {
            string parts = Amount.Of(subtrees, "subtree", "subtrees");
            terminal.Talk.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Exported revision {result.Revision} to {target.Location}: a manifest and {parts}, digest {result.Digest}."));
        }

        return ExitCode.Done;
    }

    private string? RefusalOf(ParseResult parsed)
    {
        string format = parsed.GetRequiredValue(_format);
        if (format != ImportFormat.Scrypto) return $"--format is scrypto, not {ByteText.Show(format)}.";
        if (parsed.GetValue(_depth) is < 0 or > DepthMax) return $"--depth is 0 to {DepthMax}.";
        if (parsed.GetRequiredValue(_folder).Length == 0) return "The directory for the files is an empty text.";
        return parsed.GetRequiredValue(_data).Length == 0 ? "The data directory is an empty text." : null;
    }
}
