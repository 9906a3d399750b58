using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BasisTrees.Host.Toml;

namespace BasisTrees.Tests.Integration;

/// <summary>Compares a document with the tagged JSON of the conformance files.</summary>
internal static partial class TomlTaggedJson
{
    /// <summary>What differs, as one line per place; empty if nothing does.</summary>
    public static List<string> Differences(TomlValue actual, JsonElement expected)
    {
        var differences = new List<string>();
        Compare(actual, expected, "$", differences);
        return differences;
    }

    private static void Compare(TomlValue actual, JsonElement expected, string path, List<string> differences)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            if (actual is not TomlArray array || array.Items.Length != expected.GetArrayLength())
            {
                differences.Add($"{path}: expected an array of {expected.GetArrayLength()}, found {actual.Kind}");
                return;
            }

            for (int i = 0; i < array.Items.Length; i++) Compare(array.Items[i], expected[i], $"{path}[{i}]", differences);
        }
        else if (IsTagged(expected, out string type, out string value))
        {
            (string actualType, string actualText) = Tag(actual);
            if (actualType != type || actualText != Canonical(type, value))
                differences.Add($"{path}: expected {type} {value}, found {actualType} {actualText}");
        }
        else
        {
            CompareTable(actual, expected, path, differences);
        }
    }

    private static void CompareTable(TomlValue actual, JsonElement expected, string path, List<string> differences)
    {
        if (actual is not TomlTable table)
        {
            differences.Add($"{path}: expected a table, found {actual.Kind}");
            return;
        }

        foreach (JsonProperty property in expected.EnumerateObject())
        {
            string below = $"{path}.{property.Name}";
            if (table.TryGet(property.Name, out TomlEntry entry)) Compare(entry.Value, property.Value, below, differences);
            else differences.Add($"{below}: missing");
        }

        int count = expected.EnumerateObject().Count();
        if (table.Entries.Length != count) differences.Add($"{path}: expected {count} keys, found {table.Entries.Length}");
    }

    private static bool IsTagged(JsonElement element, out string type, out string value)
    {
        type = value = string.Empty;
        if (element.EnumerateObject().Count() != 2 || !element.TryGetProperty("type", out JsonElement tag)
            || tag.ValueKind != JsonValueKind.String || !element.TryGetProperty("value", out JsonElement text)) return false;
        (type, value) = (tag.GetString()!, text.GetString()!);
        return true;
    }

    private static (string Type, string Text) Tag(TomlValue value) => value switch
    {
        TomlString text => ("string", text.Value),
        TomlInteger integer => ("integer", integer.Value.ToString(CultureInfo.InvariantCulture)),
        TomlFloat number => ("float", Show(number.Value)),
        TomlBoolean truth => ("bool", truth.Value ? "true" : "false"),
        TomlDateTime time => (Type(time.Kind), time.ToString()),
        _ => (value.Kind.ToString(), string.Empty),
    };

    private static string Type(TomlKind kind) => kind switch
    {
        TomlKind.OffsetDateTime => "datetime",
        TomlKind.LocalDateTime => "datetime-local",
        TomlKind.LocalDate => "date-local",
        _ => "time-local",
    };

    private static string Canonical(string type, string value) => type switch
    {
        "float" => Show(Parse(value)),
        "datetime" or "datetime-local" or "time-local" => CanonicalTime(value),
        _ => value,
    };

    private static string CanonicalTime(string value) =>
        TrailingZeros().Replace(value.Replace(' ', 'T').Replace("+00:00", "Z", StringComparison.Ordinal), "${kept}");

    private static double Parse(string value) => value switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };

    private static string Show(double value) => double.IsNaN(value) ? "nan" : value.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<kept>\.[0-9]*[1-9])0+(?![0-9])|\.0+(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TrailingZeros();
}
