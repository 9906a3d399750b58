using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis stats</c>: prints what the store is for and where it stands.</summary>
internal sealed class StatsCommand(Terminal terminal)
{
    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    internal Command Create()
    {
        var command = new Command("stats", "Print what the store is for and where it stands.") { _json };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        Answer<TreeFacts> answer = await tree.ReadFactsAsync(cancellation);
        if (!answer.TryGet(out TreeFacts? facts, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(_json)) terminal.JsonDocument(facts);
        else Print(facts);
        return ExitCode.Done;
    }

    private void Print(TreeFacts facts)
    {
        foreach (string line in TextTable.Facts(StatsText.Rows(facts, DateTimeOffset.UtcNow))) terminal.Line(line);
    }
}
