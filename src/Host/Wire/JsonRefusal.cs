namespace BasisTrees.Host.Wire;

/// <summary>Turns what the serializer says about malformed JSON into a sentence for whoever wrote the JSON.</summary>
internal static class JsonRefusal
{
    private const int NameCharsMax = 64;

    /// <summary>The fact without its place and without a full stop, and without any bytes that are not safe to print.</summary>
    internal static string FactOf(string message)
    {
        // Every second part stands between quotation marks.
        string[] parts = message.Split('\'');
        string name = parts.Length > 1 && IsPlain(parts[1]) ? $" \"{parts[1]}\"" : string.Empty;
        if (message.StartsWith("Duplicate property", StringComparison.Ordinal)) return $"The member{name} is given twice";
        if (message.StartsWith("The JSON property", StringComparison.Ordinal)) return $"The member{name} is unknown";
        if (message.Contains("missing required properties", StringComparison.Ordinal))
            return "A required member is missing: " + string.Join(", ", parts.Skip(3).Where((part, i) => i % 2 == 0 && IsPlain(part)));
        return message.StartsWith("The text is not ", StringComparison.Ordinal)
            || message.StartsWith("Expected a text", StringComparison.Ordinal)
            || message.StartsWith("A list holds null", StringComparison.Ordinal)
            ? message.TrimEnd('.')
            : "The JSON is not what is expected";
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_');
}
