using System.Globalization;
using System.Text;

namespace BasisTrees.Host.Telemetry;

/// <summary>Writes the text format of Prometheus; the names are those of OpenTelemetry with underscores, unit and <c>_total</c>.</summary>
internal static class PrometheusText
{
    internal const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The text of some families.</summary>
    internal static string Of(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (MetricFamily family in families) Append(text, family);
        return text.ToString();
    }

    /// <summary>Labels as they stand between braces.</summary>
    internal static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach ((string name, object? value) in tags)
        {
            string shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            if (text.Length > 0) text.Append(',');
            text.Append(Plain(name)).Append("=\"").Append(Escape(shown)).Append('"');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, MetricFamily family)
    {
        string unit = family.Instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty };
        string name = Plain(family.Instrument.Name) + unit + (family.IsCounter ? "_total" : string.Empty);
        text.Append($"# HELP {name} {family.Instrument.Description}\n");
        text.Append($"# TYPE {name} {(family.IsHistogram ? "histogram" : family.IsCounter ? "counter" : "gauge")}\n");
        family.Read((labels, cell) =>
        {
            string braced = labels.Length == 0 ? string.Empty : $"{{{labels}}}";
            if (!family.IsHistogram)
            {
                text.Append($"{name}{braced} {Number(cell.Value)}\n");
                return;
            }

            string more = labels.Length == 0 ? string.Empty : labels + ",";
            for (int i = 0; i < cell.Bounds.Count; i++)
                text.Append($"{name}_bucket{{{more}le=\"{Number(cell.Bounds[i])}\"}} {cell.UpTo(i)}\n");
            text.Append($"{name}_bucket{{{more}le=\"+Inf\"}} {cell.Count}\n");
            text.Append($"{name}_sum{braced} {Number(cell.Value)}\n{name}_count{braced} {cell.Count}\n");
        });
    }

    private static string Plain(string name) => name.Replace('.', '_');

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
