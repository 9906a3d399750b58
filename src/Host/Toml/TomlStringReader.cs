using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Host.Toml;

/// <summary>Reads the four notations of strings: basic and literal, on one line or on several.</summary>
internal static class TomlStringReader
{
    /// <summary>Reads the string whose opening quote is at the cursor.</summary>
    public static bool TryRead(TomlCursor cursor, [NotNullWhen(true)] out string? value)
    {
        char quote = cursor.Current;
        bool multiLine = cursor.Ahead(1) == quote && cursor.Ahead(2) == quote;
        var content = new StringBuilder();
        bool read = multiLine ? TryReadLines(cursor, quote, content) : TryReadLine(cursor, quote, content);
        value = read ? content.ToString() : null;
        return read;
    }

    private static bool TryReadLine(TomlCursor cursor, char quote, StringBuilder content)
    {
        TomlPosition opening = cursor.Position;
        cursor.Advance();
        while (!cursor.TryPass(quote))
        {
            if (cursor.Current == TomlCursor.End || cursor.AtLineEnd)
                return cursor.Fail(opening, "The string is not closed on its line.");
            if (quote == '"' && cursor.Current == '\\')
            {
                if (!TryReadEscape(cursor, content)) return false;
                continue;
            }

            content.Append(cursor.Current);
            cursor.Advance();
        }

        return true;
    }

    private static bool TryReadLines(TomlCursor cursor, char quote, StringBuilder content)
    {
        TomlPosition opening = cursor.Position;
        cursor.Advance(3);
        if (cursor.AtLineEnd) cursor.PassLineEnd();
        while (true)
        {
            if (cursor.Current == TomlCursor.End)
                return cursor.Fail(opening, "The multi-line string is not closed by three quotes.");
            if (cursor.Current == quote)
            {
                if (TryPassQuotes(cursor, quote, content)) return true;
            }
            else if (cursor.AtLineEnd)
            {
                cursor.PassLineEnd();
                content.Append('\n');
            }
            else if (quote == '"' && cursor.Current == '\\')
            {
                if (!TryPassJoinedLines(cursor) && !TryReadEscape(cursor, content)) return false;
            }
            else
            {
                content.Append(cursor.Current);
                cursor.Advance();
            }
        }
    }

    /// <summary>
    /// Passes a run of quotes within a multi-line string. Three close it; up to two before these belong to the text. More than
    /// five are left to the caller, who finds quotes where the value has ended.
    /// </summary>
    private static bool TryPassQuotes(TomlCursor cursor, char quote, StringBuilder content)
    {
        int count = 1;
        while (count < 5 && cursor.Ahead(count) == quote) count++;
        cursor.Advance(count);
        bool closed = count >= 3;
        content.Append(quote, closed ? count - 3 : count);
        return closed;
    }

    /// <summary>Passes a backslash that ends its line, and all blanks and line ends after it.</summary>
    private static bool TryPassJoinedLines(TomlCursor cursor)
    {
        int blanks = 1;
        while (cursor.Ahead(blanks) is ' ' or '\t') blanks++;
        if (cursor.Ahead(blanks) is not ('\n' or '\r')) return false;
        cursor.Advance(blanks);
        while (cursor.AtLineEnd || cursor.Current is ' ' or '\t') cursor.Advance();
        return true;
    }

    private static bool TryReadEscape(TomlCursor cursor, StringBuilder content)
    {
        TomlPosition position = cursor.Position;
        char kind = cursor.Ahead(1);
        if (kind is 'u' or 'U') return TryReadCodePoint(cursor, kind == 'u' ? 4 : 8, content);
        char? meant = kind switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => null,
        };
        if (meant is not { } character)
            return cursor.Fail(position, "Unknown escape: after a backslash comes one of b t n f r \" \\ u U.");

        content.Append(character);
        cursor.Advance(2);
        return true;
    }

    private static bool TryReadCodePoint(TomlCursor cursor, int digits, StringBuilder content)
    {
        TomlPosition position = cursor.Position;
        uint value = 0;
        cursor.Advance(2);
        for (int i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current))
                return cursor.FailExpecting($"{(digits == 4 ? "four" : "eight")} hexadecimal digits of a character number");
            value = (value << 4) | HexDigit(cursor.Current);
            cursor.Advance();
        }

        if (!Rune.TryCreate(value, out Rune rune))
            return cursor.Fail(position, $"U+{value:X4} is not a Unicode character: U+D800 to U+DFFF and numbers past U+10FFFF are none.");
        content.Append(rune);
        return true;
    }

    private static uint HexDigit(char c) => char.IsAsciiDigit(c) ? (uint)(c - '0') : (uint)((c | 0x20) - 'a' + 10);
}
