namespace BasisTrees.Tests.Property;

/// <summary>Turns whatever in C# text is not code into blanks: comments, texts, characters, lines for the compiler.</summary>
internal static class HouseBlanking
{
    /// <summary>Blanks a text; line breaks stay where they are.</summary>
    public static string Blank(string text)
    {
        char[] code = text.ToCharArray();
        int at = 0;
        while (at < text.Length)
        {
            int end = EndOfBlank(text, at);
            if (end == at)
            {
                at++;
                continue;
            }

            for (int i = at; i < end; i++)
            {
                if (code[i] != '\n') code[i] = ' ';
            }

            at = end;
        }

        return new string(code);
    }

    private static int EndOfBlank(string text, int at)
    {
        if (StartsWith(text, at, "//")) return EndOfLine(text, at);
        if (StartsWith(text, at, "/*")) return After(text, "*/", at + 2);
        if (text[at] == '#' && IsFirstOfLine(text, at)) return EndOfLine(text, at);
        if (text[at] == '\'') return EndOfQuoted(text, at + 1, '\'');
        int quote = at;
        while (quote < text.Length && text[quote] is '$' or '@') quote++;
        if (quote == text.Length || text[quote] != '"') return at;
        return EndOfText(text, at, quote);
    }

    private static int EndOfText(string text, int at, int quote)
    {
        int quotes = 0;
        while (quote + quotes < text.Length && text[quote + quotes] == '"') quotes++;
        if (quotes >= 3) return After(text, new string('"', quotes), quote + quotes);
        ReadOnlySpan<char> prefix = text.AsSpan(at, quote - at);
        if (prefix.Contains('@')) return EndOfVerbatim(text, quote + 1);
        return prefix.Contains('$') ? EndOfInterpolated(text, quote + 1) : EndOfQuoted(text, quote + 1, '"');
    }

    private static int EndOfQuoted(string text, int at, char quote)
    {
        while (at < text.Length && text[at] != quote && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
        return Math.Min(at + 1, text.Length);
    }

    private static int EndOfVerbatim(string text, int at)
    {
        while (at < text.Length)
        {
            if (text[at] != '"') at++;
            else if (at + 1 < text.Length && text[at + 1] == '"') at += 2;
            else return at + 1;
        }

        return text.Length;
    }

    // What stands in the holes of an interpolated text is blanked with it: no block begins there.
    private static int EndOfInterpolated(string text, int at)
    {
        int depth = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (depth > 0 && EndOfBlank(text, at) is var inner && inner > at) at = inner;
            else if (depth == 0 && c == '"') return at + 1;
            else if (depth == 0 && (c == '\\' || StartsWith(text, at, "{{") || StartsWith(text, at, "}}"))) at += 2;
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                at++;
            }
        }

        return text.Length;
    }

    private static bool StartsWith(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;

    private static int After(string text, string what, int from) =>
        text.IndexOf(what, Math.Min(from, text.Length), StringComparison.Ordinal) is var end and >= 0 ? end + what.Length : text.Length;

    private static bool IsFirstOfLine(string text, int at)
    {
        while (at > 0 && text[at - 1] is ' ' or '\t') at--;
        return at == 0 || text[at - 1] == '\n';
    }
}
