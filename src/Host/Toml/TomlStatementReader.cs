using System.Diagnostics.CodeAnalysis;

namespace BasisTrees.Host.Toml;

/// <summary>Reads a text line by line: keys with values, table headers, comments.</summary>
internal sealed class TomlStatementReader(TomlCursor cursor)
{
    private readonly TomlTableDraft root = new(TomlTableOrigin.Header, new(1, 1), 0);

    /// <summary>Reads the whole text.</summary>
    public bool TryRead([NotNullWhen(true)] out TomlTable? table)
    {
        table = null;
        TomlTableDraft current = root;
        while (true)
        {
            cursor.PassBlankLines();
            if (cursor.Current == TomlCursor.End) break;
            bool read = cursor.Current == '[' ? TryReadHeader(ref current) : TryReadPair(cursor, current);
            if (!read) return false;
            cursor.PassBlanks();
            cursor.PassComment();
            if (cursor.Current != TomlCursor.End && !cursor.AtLineEnd) return cursor.FailExpecting("the end of the line");
        }

        table = root.Freeze();
        return true;
    }

    /// <summary>Reads a key, an equals sign and a value into a table.</summary>
    public static bool TryReadPair(TomlCursor cursor, TomlTableDraft table)
    {
        if (!TomlKeyReader.TryRead(cursor, out List<TomlKey> path)) return false;
        if (!cursor.TryPass('=')) return cursor.FailExpecting("'.' or '=' after a key");
        cursor.PassBlanks();
        if (!table.TryReachDotted(path, cursor, out TomlTableDraft parent)) return false;
        return TomlValueReader.TryRead(cursor, parent.Depth, out TomlValue? value) && parent.TryDefine(path[^1], value, cursor);
    }

    private bool TryReadHeader(ref TomlTableDraft current)
    {
        cursor.Advance();
        bool several = cursor.TryPass('[');
        if (!TomlKeyReader.TryRead(cursor, out List<TomlKey> path)) return false;
        string closing = several ? "]]" : "]";
        foreach (char bracket in closing)
        {
            if (!cursor.TryPass(bracket)) return cursor.FailExpecting($"'{closing}' after the name of a table");
        }

        return several ? root.TryAppend(path, cursor, out current) : root.TryOpen(path, cursor, out current);
    }
}
