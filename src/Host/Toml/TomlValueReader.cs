using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Host.Toml;

/// <summary>Reads values. Arrays and inline tables recurse, at most <see cref="TomlDocument.DepthMax"/> deep.</summary>
internal static class TomlValueReader
{
    /// <summary>Reads the value at the cursor.</summary>
    /// <param name="cursor">The place of the value.</param>
    /// <param name="depth">How many tables and arrays this value stands in, the root not counted.</param>
    /// <param name="value">The value.</param>
    public static bool TryRead(TomlCursor cursor, int depth, [NotNullWhen(true)] out TomlValue? value)
    {
        TomlPosition position = cursor.Position;
        switch (cursor.Current)
        {
            case '"' or '\'':
                bool read = TomlStringReader.TryRead(cursor, out string? content);
                value = read ? new TomlString(content!, position) : null;
                return read;
            case '[' or '{' when depth >= TomlDocument.DepthMax:
                return cursor.Fail(position, TomlTableDraft.TooDeep, out value);
            case '[':
                return TryReadArray(cursor, depth, out value);
            case '{':
                return TryReadInlineTable(cursor, depth, out value);
            default:
                return TomlScalarReader.TryRead(cursor, out value);
        }
    }

    private static bool TryReadArray(TomlCursor cursor, int depth, out TomlValue? array)
    {
        TomlPosition position = cursor.Position;
        ImmutableArray<TomlValue>.Builder items = ImmutableArray.CreateBuilder<TomlValue>();
        array = null;
        cursor.Advance();
        cursor.PassBlankLines();
        while (!cursor.TryPass(']'))
        {
            if (!TryRead(cursor, depth + 1, out TomlValue? item)) return false;
            items.Add(item);
            cursor.PassBlankLines();
            if (cursor.TryPass(',')) cursor.PassBlankLines();
            else if (cursor.Current != ']') return cursor.FailExpecting("',' or ']' after a value of an array");
        }

        array = new TomlArray(items.DrainToImmutable(), position);
        return true;
    }

    private static bool TryReadInlineTable(TomlCursor cursor, int depth, out TomlValue? table)
    {
        var draft = new TomlTableDraft(TomlTableOrigin.Inline, cursor.Position, depth + 1);
        table = null;
        cursor.Advance();
        cursor.PassBlanks();
        if (!cursor.TryPass('}'))
        {
            do
            {
                if (!TomlStatementReader.TryReadPair(cursor, draft)) return false;
                cursor.PassBlanks();
            }
            while (cursor.TryPass(','));
            if (!cursor.TryPass('}')) return cursor.FailExpecting("',' or '}' after a value of an inline table");
        }

        table = draft.Freeze();
        return true;
    }
}
