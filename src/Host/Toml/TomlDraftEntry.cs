namespace BasisTrees.Host.Toml;

/// <summary>A key of a table that is still being read; exactly one of its three contents is present.</summary>
internal sealed class TomlDraftEntry
{
    private TomlDraftEntry(TomlKey key) => Key = key;

    /// <summary>The key where it first stands.</summary>
    public TomlKey Key { get; }

    /// <summary>A finished value, inline tables and arrays included.</summary>
    public TomlValue? Value { get; private init; }

    /// <summary>A table of a header or a dotted key.</summary>
    public TomlTableDraft? Table { get; private init; }

    /// <summary>The tables of <c>[[name]]</c> headers, one or more.</summary>
    public List<TomlTableDraft>? Tables { get; private init; }

    /// <summary>An entry with a value.</summary>
    public static TomlDraftEntry Of(TomlKey key, TomlValue value) => new(key) { Value = value };

    /// <summary>An entry with a table.</summary>
    public static TomlDraftEntry Of(TomlKey key, TomlTableDraft table) => new(key) { Table = table };

    /// <summary>An entry with the first of several tables.</summary>
    public static TomlDraftEntry OfTables(TomlKey key, TomlTableDraft first) => new(key) { Tables = [first] };

    /// <summary>What the key holds, for messages.</summary>
    public string Describe() => Value?.Kind switch
    {
        TomlKind.Table => "an inline table",
        TomlKind.Array => "an array",
        not null => "a value",
        null when Tables is not null => "an array of tables",
        _ => Table!.Origin switch
        {
            TomlTableOrigin.Header => "the table of a header",
            TomlTableOrigin.Dotted => "a table of dotted keys",
            _ => "a table above the table of a header",
        },
    };

    /// <summary>The finished value.</summary>
    public TomlValue Freeze()
    {
        if (Value is not null) return Value;
        return Table is not null ? Table.Freeze() : new TomlArray([.. Tables!.Select(table => table.Freeze())], Key.Position);
    }
}
