using System.Globalization;

namespace BasisTrees.Host.Toml;

/// <summary>Reads integers and floats from one word.</summary>
internal static class TomlNumberReader
{
    private const string OutOfRange = "is out of range: an integer has 64 bits and a sign.";

    private const string NotGrouped = "is not a number: its digits may only have single underscores between them, and none may be missing.";

    /// <summary>The number, or null and how the sentence "word ..." goes on that refuses it.</summary>
    public static TomlValue? Read(ReadOnlySpan<char> word, TomlPosition position, out string? refusal)
    {
        bool signed = word[0] is '+' or '-';
        bool negative = word[0] == '-';
        ReadOnlySpan<char> body = signed ? word[1..] : word;
        if (body is "inf") return Float(negative ? double.NegativeInfinity : double.PositiveInfinity, position, out refusal);
        if (body is "nan") return Float(double.NaN, position, out refusal);
        if (body.IsEmpty || !char.IsAsciiDigit(body[0]))
        {
            refusal = "is not a value: a string needs quotes, and a number begins with a digit.";
            return null;
        }

        if (body.Length >= 2 && body[0] == '0' && char.IsAsciiLetter(body[1]) && body[1] is not ('e' or 'E'))
            return ReadPrefixed(body, signed, position, out refusal);
        return body.IndexOfAny('.', 'e', 'E') >= 0
            ? ReadFloat(word, body, position, out refusal)
            : ReadDecimal(body, negative, position, out refusal);
    }

    private static TomlInteger? ReadPrefixed(ReadOnlySpan<char> body, bool signed, TomlPosition position, out string? refusal)
    {
        int bits = body[1] switch { 'x' => 4, 'o' => 3, 'b' => 1, _ => 0 };
        refusal = bits == 0 ? "is not a number: the prefixes are 0x, 0o and 0b."
            : signed ? "is not a number: only a decimal number may have a sign."
            : !AreGrouped(body[2..], c => DigitOf(c) < 1 << bits) ? NotGrouped
            : null;
        if (refusal is not null) return null;
        ulong value = 0;
        foreach (char c in body[2..])
        {
            if (c == '_') continue;
            if (value > (ulong)long.MaxValue >> bits)
            {
                refusal = OutOfRange;
                return null;
            }

            value = (value << bits) | (uint)DigitOf(c);
        }

        return new TomlInteger((long)value, position);
    }

    private static TomlInteger? ReadDecimal(ReadOnlySpan<char> body, bool negative, TomlPosition position, out string? refusal)
    {
        refusal = RefusalOfWhole(body);
        if (refusal is not null) return null;
        ulong limit = negative ? (ulong)long.MaxValue + 1 : long.MaxValue;
        ulong value = 0;
        foreach (char c in body)
        {
            if (c == '_') continue;
            uint digit = (uint)(c - '0');
            if (value > (limit - digit) / 10)
            {
                refusal = OutOfRange;
                return null;
            }

            value = (value * 10) + digit;
        }

        return new TomlInteger(negative ? unchecked(-(long)value) : (long)value, position);
    }

    private static TomlFloat? ReadFloat(ReadOnlySpan<char> word, ReadOnlySpan<char> body, TomlPosition position, out string? refusal)
    {
        int exponentAt = body.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponentAt < 0 ? body : body[..exponentAt];
        int pointAt = mantissa.IndexOf('.');
        refusal = RefusalOfWhole(pointAt < 0 ? mantissa : mantissa[..pointAt]);
        if (refusal is null && pointAt >= 0 && !AreGrouped(mantissa[(pointAt + 1)..], char.IsAsciiDigit))
            refusal = NotGrouped;
        if (refusal is null && exponentAt >= 0)
        {
            ReadOnlySpan<char> exponent = body[(exponentAt + 1)..];
            if (exponent.Length > 0 && exponent[0] is '+' or '-') exponent = exponent[1..];
            if (!AreGrouped(exponent, char.IsAsciiDigit)) refusal = NotGrouped;
        }

        if (refusal is not null) return null;
        string digits = word.ToString().Replace("_", string.Empty, StringComparison.Ordinal);
        return Float(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture), position, out refusal);
    }

    private static TomlFloat Float(double value, TomlPosition position, out string? refusal)
    {
        refusal = null;
        return new TomlFloat(value, position);
    }

    /// <summary>Why characters are not a decimal whole number without its sign, or null if they are.</summary>
    private static string? RefusalOfWhole(ReadOnlySpan<char> body)
    {
        if (!AreGrouped(body, char.IsAsciiDigit)) return NotGrouped;
        return body.Length > 1 && body[0] == '0' ? "is not a number: a decimal number has no leading zeros." : null;
    }

    /// <summary>Whether there are digits, and single underscores only between two of them.</summary>
    private static bool AreGrouped(ReadOnlySpan<char> body, Func<char, bool> isDigit)
    {
        bool afterDigit = false;
        foreach (char c in body)
        {
            bool digit = isDigit(c);
            if (!digit && !(c == '_' && afterDigit)) return false;
            afterDigit = digit;
        }

        return afterDigit;
    }

    /// <summary>The value of a digit of any base to 16, or 255 for another character.</summary>
    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 255,
    };
}
