using System.CommandLine;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Client;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Commands;

/// <summary>The part of <c>basis backup</c> that asks a service, about the set of its configuration.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="url">Which service.</param>
/// <param name="json">Whether JSON is printed.</param>
internal sealed class ServedBackups(Terminal terminal, UrlPlace url, Option<bool> json)
{
    internal async Task<int> WriteAsync(ParseResult parsed, bool isFull, CancellationToken cancellation)
    {
        if (!url.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        Task<Answer<BackupResult>> work = client.BackupAsync(new BackupRequest(isFull ? "full" : "incremental"), cancellation);
        Answer<BackupResult> answer = await new WaitTalk(terminal).RunAsync("backing up", work);
        if (!answer.TryGet(out BackupResult? result, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(json)) terminal.JsonDocument(result);
        else if (result.Pieces.Count == 0) terminal.Talk.WriteLine("The backup reaches the last revision already.");
        else foreach (BackupPieceResult piece in result.Pieces) terminal.Talk.WriteLine(BackupText.Sentence(piece));
        return ExitCode.Done;
    }

    internal async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!url.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        Answer<BackupList> answer = await client.ListBackupsAsync(cancellation);
        if (!answer.TryGet(out BackupList? list, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(json)) terminal.JsonDocument(list);
        else if (list.Pieces.Count == 0) terminal.Talk.WriteLine("There is no backup yet.");
        else foreach (string line in BackupText.Lines(list.Pieces)) terminal.Line(line);
        return ExitCode.Done;
    }

    internal async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!url.TryOpen(parsed, out TreeClient? client, out Problem? problem)) return terminal.Fail(problem);
        await using TreeClient opened = client;
        Task<Answer<BackupVerification>> work = client.VerifyBackupsAsync(cancellation);
        Answer<BackupVerification> answer = await new WaitTalk(terminal).RunAsync("verifying the backup", work);
        if (!answer.TryGet(out BackupVerification? verified, out problem)) return terminal.Fail(problem);
        if (parsed.GetValue(json)) terminal.JsonDocument(verified);
        else terminal.Talk.WriteLine(BackupText.Sentence(verified));
        return ExitCode.Done;
    }
}
