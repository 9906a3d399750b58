using System.Globalization;
using System.Net;
using System.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Drills;

/// <summary>The report of a drill as a page that needs nothing else: no script, no font, no picture.</summary>
internal static class DrillPage
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1d2430 }
        h1 { font-size: 1.4rem } .verdict { padding: .8rem 1rem; border-left: .4rem solid; background: #f5f7fa }
        .good { border-color: #16794c } .bad { border-color: #b3261e; font-weight: 600 }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem }
        dt { color: #5b6675 } dd { margin: 0; overflow-wrap: anywhere }
        code, .number { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .45rem .6rem }
        th { color: #5b6675; font-weight: 600; border-bottom: 2px solid #d5dbe3 } td { border-bottom: 1px solid #e6eaef }
        .number { text-align: right; white-space: nowrap } small { color: #5b6675; overflow-wrap: anywhere }
        .passed { color: #16794c } .failed { color: #b3261e; font-weight: 700 } .not_applicable { color: #5b6675 }
        """;

    /// <summary>The page.</summary>
    internal static string Of(DrillResult result)
    {
        var page = new StringBuilder();
        string title = result.Passed ? "Recovery drill: passed" : "Recovery drill: FAILED";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append($"<title>{title}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{title}</h1>\n")
            .Append($"<p class=\"verdict {(result.Passed ? "good" : "bad")}\">{Escape(result.Sentence)}</p>\n<dl>\n");
        foreach ((string name, string value) in Facts(result)) page.Append($"<dt>{name}</dt><dd>{Escape(value)}</dd>\n");
        page.Append("</dl>\n");
        if (result.Trials.Count > 0) AppendTrials(page, result);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static IEnumerable<(string Name, string Value)> Facts(DrillResult result)
    {
        yield return ("Began", Moment.Show(result.Began));
        yield return ("Took", Milliseconds(result.ElapsedMs) + ", of which copying " + Milliseconds(result.CopyMs));
        yield return ("Source", result.Source);
        if (result.Revision is { } revision) yield return ("Revision", Number(revision));
        if (result.Count is { } count) yield return ("Keys", Number(count));
        if (result.Digest is { } digest) yield return ("Digest", digest);
        yield return ("Slowest recovery", Milliseconds(result.RecoveryMsMax));
        yield return ("Revisions lost", Number(result.RevisionsLostMax));
        yield return ("Seed", result.Seed.ToString(CultureInfo.InvariantCulture));
    }

    private static void AppendTrials(StringBuilder page, DrillResult result)
    {
        page.Append("<table>\n<thead><tr><th>Damage</th><th>Outcome</th><th class=\"number\">Tier</th>")
            .Append("<th class=\"number\">Recovery</th><th class=\"number\">Lost</th><th class=\"number\">Proofs</th>")
            .Append("<th>What happened</th>")
            .Append("</tr></thead>\n<tbody>\n");
        foreach (DrillTrial trial in result.Trials)
        {
            page.Append($"<tr><td>{Escape(trial.Title)}</td>")
                .Append($"<td class=\"{trial.Outcome}\">{trial.Outcome.Replace('_', ' ')}</td>")
                .Append($"<td class=\"number\">{Cell(trial.Tier)}</td>")
                .Append($"<td class=\"number\">{(trial.RecoveryMs is { } took ? Milliseconds(took) : string.Empty)}</td>")
                .Append($"<td class=\"number\">{Cell(trial.RevisionsLost)}</td><td class=\"number\">{Cell(trial.Proofs)}</td>")
                .Append($"<td>{Escape(trial.Sentence)}");
            if (trial.Damage is { } damage) page.Append($"<br><small>{Escape(damage)}</small>");
            page.Append("</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n");
    }

    private static string Cell(long? number) => number is { } known ? Number(known) : string.Empty;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Milliseconds(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:N1} ms");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
