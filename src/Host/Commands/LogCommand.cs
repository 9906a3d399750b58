using System.CommandLine;
using BasisTrees.Host.Access;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis log</c>: prints the operations in the order in which they were committed.</summary>
internal sealed class LogCommand(Terminal terminal)
{
    private const int PageRecords = 100;

    private readonly StorePlace _place = new(terminal.Talk);
    private readonly Option<long> _from = new("--from")
    {
        Description = "The first revision.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<long?> _limit = new("--limit") { Description = "The most revisions; all if not given.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one line of JSON for each revision." };

    internal Command Create()
    {
        var command = new Command("log", "Print the log: every operation with its sequence number, in order.") { _from, _limit, _json };
        _place.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        long left = parsed.GetValue(_limit) ?? long.MaxValue;
        if (left < 0) return terminal.Fail("--limit is 0 or more.", ExitCode.Usage);
        if (!_place.TryOpen(parsed, out ITreeAccess? tree, out Problem? problem)) return terminal.Fail(problem);
        await using ITreeAccess opened = tree;
        bool wantsJson = parsed.GetValue(_json);
        long? next = parsed.GetValue(_from);
        while (left > 0 && next is { } from)
        {
            Answer<LogPage> answer = await tree.ReadLogAsync(from, (int)Math.Min(left, PageRecords), cancellation);
            if (!answer.TryGet(out LogPage? page, out problem)) return terminal.Fail(problem);
            foreach (LogRecordResult record in page.Records)
            {
                if (wantsJson) terminal.JsonLine(record);
                else Print(record);
            }

            left -= page.Records.Count;
            next = page.Next;
        }

        return ExitCode.Done;
    }

    private void Print(LogRecordResult record)
    {
        terminal.Line($"revision {record.Revision}  {record.Time}  {record.DigestBefore} -> {record.DigestAfter}");
        foreach (LoggedOperationResult operation in record.Operations)
        {
            string id = operation.Id is { } known ? SafeText.Quote(known.Span) : "key " + operation.Key;
            string value = operation.Value is { } given ? " = " + SafeText.Quote(given.Span) : string.Empty;
            string delta = operation.Delta is { } added ? $" by {added}" : string.Empty;
            string previous = operation.Previous is { } old ? "  (was " + SafeText.Quote(old.Span) + ")" : string.Empty;
            terminal.Line($"  {operation.Sequence}  {operation.Op} {id}{value}{delta}{previous}");
        }
    }
}
