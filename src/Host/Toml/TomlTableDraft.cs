using System.Collections.Immutable;
using System.Globalization;

namespace BasisTrees.Host.Toml;

/// <summary>
/// A table that is still being read, with the rules on what may be defined again: a key once, a table by one header or by dotted
/// keys of one place, an inline table or an array in one piece.
/// </summary>
/// <remarks>Owned by one reader on one thread.</remarks>
internal sealed class TomlTableDraft(TomlTableOrigin origin, TomlPosition position, int depth)
{
    /// <summary>The refusal of what nests deeper than <see cref="TomlDocument.DepthMax"/>.</summary>
    public static readonly string TooDeep = string.Create(
        CultureInfo.InvariantCulture, $"Tables and arrays may nest {TomlDocument.DepthMax} deep, and this goes deeper.");

    private readonly List<TomlDraftEntry> entries = [];
    private readonly Dictionary<string, TomlDraftEntry> byName = new(StringComparer.Ordinal);

    /// <summary>What brought the table into being, or defined it since.</summary>
    public TomlTableOrigin Origin { get; private set; } = origin;

    /// <summary>How many tables and arrays this one stands in, itself included and the root not counted.</summary>
    public int Depth { get; } = depth;

    /// <summary>Gives a key of this table its value.</summary>
    /// <param name="key">The key, or the last part of a dotted one.</param>
    /// <param name="value">The value.</param>
    /// <param name="cursor">Takes the error, which stands at the key.</param>
    public bool TryDefine(TomlKey key, TomlValue value, TomlCursor cursor)
    {
        if (byName.TryGetValue(key.Name, out TomlDraftEntry? present)) return Refuse(cursor, key, present, "define");
        Add(TomlDraftEntry.Of(key, value));
        return true;
    }

    /// <summary>Walks to the table that the last part of a dotted key belongs to; the tables on the way are made or extended.</summary>
    /// <param name="path">The parts of the key, relative to this table.</param>
    /// <param name="cursor">Takes the error, which stands at the part that is refused.</param>
    /// <param name="table">The table; this one if the key has no dots.</param>
    public bool TryReachDotted(List<TomlKey> path, TomlCursor cursor, out TomlTableDraft table)
    {
        table = this;
        for (int i = 0; i < path.Count - 1; i++)
        {
            if (!table.byName.TryGetValue(path[i].Name, out TomlDraftEntry? entry))
            {
                if (!table.TryAddTable(path[i], TomlTableOrigin.Dotted, cursor, out table)) return false;
                continue;
            }

            if (entry.Table is null or { Origin: TomlTableOrigin.Header }) return Refuse(cursor, path[i], entry, "extend by a dotted key");
            table = entry.Table;
            table.Origin = TomlTableOrigin.Dotted;
        }

        return true;
    }

    /// <summary>Defines the table of a <c>[name]</c> header; this is the root.</summary>
    public bool TryOpen(List<TomlKey> path, TomlCursor cursor, out TomlTableDraft table)
    {
        if (!TryReachHeader(path, cursor, out table)) return false;
        TomlKey last = path[^1];
        if (!table.byName.TryGetValue(last.Name, out TomlDraftEntry? entry))
            return table.TryAddTable(last, TomlTableOrigin.Header, cursor, out table);
        if (entry.Table is not { Origin: TomlTableOrigin.Implied }) return Refuse(cursor, last, entry, "define");
        table = entry.Table;
        table.Origin = TomlTableOrigin.Header;
        return true;
    }

    /// <summary>Appends the table of a <c>[[name]]</c> header; this is the root.</summary>
    public bool TryAppend(List<TomlKey> path, TomlCursor cursor, out TomlTableDraft table)
    {
        if (!TryReachHeader(path, cursor, out TomlTableDraft parent))
        {
            table = parent;
            return false;
        }

        TomlKey last = path[^1];
        table = new TomlTableDraft(TomlTableOrigin.Header, last.Position, parent.Depth + 2);
        if (table.Depth > TomlDocument.DepthMax) return cursor.Fail(last.Position, TooDeep);
        if (!parent.byName.TryGetValue(last.Name, out TomlDraftEntry? entry)) parent.Add(TomlDraftEntry.OfTables(last, table));
        else if (entry.Tables is not null) entry.Tables.Add(table);
        else return Refuse(cursor, last, entry, "append a table to");
        return true;
    }

    /// <summary>The finished table.</summary>
    public TomlTable Freeze() =>
        new(entries.Select(entry => new TomlEntry(entry.Key, entry.Freeze())).ToImmutableArray(), position);

    private static bool Refuse(TomlCursor cursor, TomlKey key, TomlDraftEntry present, string intent) => cursor.Fail(
        key.Position, $"Cannot {intent} {TomlQuote.Show(key.Name)}: it is {present.Describe()} since line {present.Key.Position.Line}.");

    /// <summary>Walks to the table above the last part of a header's path; an array of tables means its last table.</summary>
    private bool TryReachHeader(List<TomlKey> path, TomlCursor cursor, out TomlTableDraft table)
    {
        table = this;
        for (int i = 0; i < path.Count - 1; i++)
        {
            if (!table.byName.TryGetValue(path[i].Name, out TomlDraftEntry? entry))
            {
                if (!table.TryAddTable(path[i], TomlTableOrigin.Implied, cursor, out table)) return false;
                continue;
            }

            if (entry.Value is not null) return Refuse(cursor, path[i], entry, "put a table below");
            table = entry.Table ?? entry.Tables![^1];
        }

        return true;
    }

    private bool TryAddTable(TomlKey key, TomlTableOrigin kind, TomlCursor cursor, out TomlTableDraft table)
    {
        table = new TomlTableDraft(kind, key.Position, Depth + 1);
        if (table.Depth > TomlDocument.DepthMax) return cursor.Fail(key.Position, TooDeep);
        Add(TomlDraftEntry.Of(key, table));
        return true;
    }

    private void Add(TomlDraftEntry entry)
    {
        entries.Add(entry);
        byName.Add(entry.Key.Name, entry);
    }
}
