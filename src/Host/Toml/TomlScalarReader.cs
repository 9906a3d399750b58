using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Host.Toml;

/// <summary>Reads the values that are one word: truth values, numbers, dates and times.</summary>
internal static class TomlScalarReader
{
    /// <summary>Reads the word at the cursor.</summary>
    public static bool TryRead(TomlCursor cursor, [NotNullWhen(true)] out TomlValue? value)
    {
        TomlPosition position = cursor.Position;
        ReadOnlySpan<char> word = PassWord(cursor);
        if (word.IsEmpty)
        {
            value = null;
            return cursor.FailExpecting("a value");
        }

        string? refusal = null;
        value = word switch
        {
            "true" => new TomlBoolean(true, position),
            "false" => new TomlBoolean(false, position),
            _ when TomlDateTimeReader.LooksLike(word) => TomlDateTimeReader.Read(word, position, out refusal),
            _ => TomlNumberReader.Read(word, position, out refusal),
        };
        return value is not null || cursor.Fail(position, $"{TomlQuote.Show(word)} {refusal}");
    }

    /// <summary>Passes all characters that numbers, dates and names are made of, and the one space that may part date from time.</summary>
    private static ReadOnlySpan<char> PassWord(TomlCursor cursor)
    {
        int start = cursor.Index;
        PassLetters(cursor);
        if (cursor.Current == ' ' && char.IsAsciiDigit(cursor.Ahead(1)) && TomlDateTimeReader.IsDateShaped(cursor.Since(start)))
        {
            cursor.Advance();
            PassLetters(cursor);
        }

        return cursor.Since(start);
    }

    private static void PassLetters(TomlCursor cursor)
    {
        while (char.IsAsciiLetterOrDigit(cursor.Current) || cursor.Current is '+' or '-' or '_' or '.' or ':') cursor.Advance();
    }
}
