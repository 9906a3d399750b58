using System.Globalization;
using System.Text;

namespace BasisTrees.Host.Toml;

/// <summary>How pieces of a text appear in messages: quoted, short, and with nothing in them that a terminal would act on.</summary>
internal static class TomlQuote
{
    private const int CharactersMax = 60;

    /// <summary>The piece between single quotes; long ones are cut, invisible characters are shown by number.</summary>
    public static string Show(ReadOnlySpan<char> piece) => $"'{Plain(piece)}'";

    /// <summary>A text as a basic string of TOML that reads back to the same text.</summary>
    public static string Basic(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') quoted.Append('\\').Append(rune);
            else if (IsVisible(rune)) quoted.Append(rune);
            else quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The piece without quotes; long ones are cut, invisible characters are shown by number.</summary>
    public static string Plain(ReadOnlySpan<char> piece)
    {
        var shown = new StringBuilder();
        int characters = 0;
        foreach (Rune rune in piece.EnumerateRunes())
        {
            if (characters++ == CharactersMax)
            {
                shown.Append("...");
                break;
            }

            if (IsVisible(rune)) shown.Append(rune);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
        }

        return shown.ToString();
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
