using System.CommandLine;
using System.Globalization;

namespace BasisTrees.Examples.Ledger;

/// <summary><c>ledger audit</c>: recomputes every balance from the notes.</summary>
internal sealed class AuditCommand(Screen screen, Session session)
{
    private readonly Option<string> _data = LedgerOptions.Data();
    private readonly Option<bool> _json = LedgerOptions.Json();
    private readonly Option<bool> _quick = new("--quick") { Description = "Leave the signatures out." };

    internal Command Create()
    {
        var command = new Command("audit", "Recompute every balance from the notes, and verify every signature.") { _data, _quick, _json };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using BookView view = session.Open(parsed.GetRequiredValue(_data), creates: false).View();
        AuditReport report = Audit.Run(view, checksSignatures: !parsed.GetValue(_quick));
        if (parsed.GetValue(_json))
        {
            screen.Json(new
            {
                report.Revision,
                Digest = report.Digest.ToString(),
                report.Parties,
                report.Pairs,
                report.Notes,
                report.Signatures,
                report.Findings,
            });
        }
        else
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture,
                $"{report.Parties} parties, {report.Pairs} pairs, {report.Notes} notes, {report.Signatures} signatures verified"));
        }

        if (report.Findings.Count == 0)
        {
            screen.Say("Every balance follows from the notes.");
            return Exit.Done;
        }

        foreach (string finding in report.Findings) screen.Say(finding);
        return Exit.Corruption;
    }
}
