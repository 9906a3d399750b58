using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Http;

/// <summary>
/// The query of a request, read from the bytes of the request line: escapes are bytes, so an id need not be UTF-8; a plus sign is a space.
/// Unknown and repeated names are refused.
/// </summary>
internal sealed class RequestQuery
{
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    private RequestQuery()
    {
    }

    /// <summary>Reads a query.</summary>
    /// <param name="raw">The query as it was sent, with its question mark, or empty.</param>
    /// <param name="names">The names that the route knows.</param>
    /// <param name="query">The values.</param>
    /// <param name="problem">What is wrong with it.</param>
    internal static bool TryRead(
        string raw, string[] names, [NotNullWhen(true)] out RequestQuery? query, [NotNullWhen(false)] out Problem? problem)
    {
        query = null;
        problem = null;
        var read = new RequestQuery();
        foreach (string part in raw.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            problem = !names.Contains(name, StringComparer.Ordinal)
                ? Refuse($"This route knows no parameter {ByteText.Show(name)}{List(names)}.")
                : equals < 0 ? Refuse($"The parameter {name} has no value.")
                : !TryUnescape(part.AsSpan(equals + 1), out byte[] value)
                    ? Refuse($"The parameter {name} has a percent sign without two hexadecimal digits.")
                : !read._values.TryAdd(name, value) ? Refuse($"The parameter {name} is given twice.")
                : null;
            if (problem is not null) return false;
        }

        query = read;
        return true;
    }

    /// <summary>The bytes of a parameter, or null if it is not given.</summary>
    internal byte[]? Bytes(string name) => _values.GetValueOrDefault(name);

    /// <summary>The text of a parameter, or null if it is not given.</summary>
    internal string? Text(string name) => _values.TryGetValue(name, out byte[]? value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Reads a whole number.</summary>
    internal bool TryNumber(string name, long? otherwise, out long? number, [NotNullWhen(false)] out Problem? problem)
    {
        number = otherwise;
        problem = null;
        if (Text(name) is not { } text) return true;
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long given);
        number = given;
        if (!isNumber) problem = Refuse($"The parameter {name} is a whole number, not {ByteText.Show(text)}.");
        return isNumber;
    }

    /// <summary>Reads a truth value.</summary>
    internal bool TryFlag(string name, out bool flag, [NotNullWhen(false)] out Problem? problem)
    {
        string text = Text(name) ?? "false";
        flag = text == "true";
        problem = text is "true" or "false" ? null : Refuse($"The parameter {name} is true or false, not {ByteText.Show(text)}.");
        return problem is null;
    }

    /// <summary>Reads how bytes are to be written in JSON.</summary>
    internal bool TryEncoding(out ByteEncoding encoding, [NotNullWhen(false)] out Problem? problem)
    {
        string text = Text("encoding") ?? "utf8";
        encoding = text switch { "hex" => ByteEncoding.Hex, "base64" => ByteEncoding.Base64, _ => ByteEncoding.Text };
        problem = text is "utf8" or "hex" or "base64" ? null
            : Refuse($"The parameter encoding is utf8, hex or base64, not {ByteText.Show(text)}.");
        return problem is null;
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out byte[] bytes)
    {
        var written = new MemoryStream(text.Length);
        bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                // The request line is ASCII or, against the rules, Latin-1 taken as bytes.
                written.WriteByte(text[i] == '+' ? (byte)' ' : (byte)text[i]);
                if (text[i] > 0xFF) return false;
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
            written.WriteByte(byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        bytes = written.ToArray();
        return true;
    }

    private static string List(string[] names) => names.Length == 0 ? ", and no other" : $"; it knows {string.Join(", ", names)}";

    private static Problem Refuse(string detail) => new(ProblemKind.InvalidRequest, detail);
}
