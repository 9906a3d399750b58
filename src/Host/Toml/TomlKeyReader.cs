namespace BasisTrees.Host.Toml;

/// <summary>Reads keys: bare, quoted, or several of these with dots between.</summary>
internal static class TomlKeyReader
{
    /// <summary>Reads a key of one or more parts and the blanks after it.</summary>
    public static bool TryRead(TomlCursor cursor, out List<TomlKey> path)
    {
        path = [];
        while (true)
        {
            cursor.PassBlanks();
            if (!TryReadPart(cursor, out TomlKey part)) return false;
            path.Add(part);
            cursor.PassBlanks();
            if (!cursor.TryPass('.')) return true;
            if (path.Count > TomlDocument.DepthMax) return cursor.Fail(part.Position, TomlTableDraft.TooDeep);
        }
    }

    private static bool TryReadPart(TomlCursor cursor, out TomlKey part)
    {
        TomlPosition position = cursor.Position;
        part = default;
        if (cursor.Current is '"' or '\'')
        {
            char quote = cursor.Current;
            if (cursor.Ahead(1) == quote && cursor.Ahead(2) == quote)
                return cursor.Fail(position, "A key may not be a multi-line string.");
            if (!TomlStringReader.TryRead(cursor, out string? name)) return false;
            part = new TomlKey(name, position);
            return true;
        }

        int start = cursor.Index;
        while (IsBare(cursor.Current)) cursor.Advance();
        if (cursor.Index == start) return cursor.FailExpecting("a key");
        part = new TomlKey(cursor.Since(start).ToString(), position);
        return true;
    }

    private static bool IsBare(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
