using System.Collections.Immutable;

namespace BasisTrees.Host.Toml;

/// <summary>A table: distinct keys with values, in the order in which the text first names them.</summary>
internal sealed class TomlTable : TomlValue
{
    private readonly Dictionary<string, TomlEntry> byName;

    /// <summary>A table of entries whose names differ.</summary>
    public TomlTable(ImmutableArray<TomlEntry> entries, TomlPosition position)
        : base(TomlKind.Table, position)
    {
        Entries = entries;
        byName = new Dictionary<string, TomlEntry>(entries.Length, StringComparer.Ordinal);
        foreach (TomlEntry entry in entries) byName.Add(entry.Key.Name, entry);
    }

    /// <summary>The entries in the order of the text.</summary>
    public ImmutableArray<TomlEntry> Entries { get; }

    /// <summary>Finds an entry by its name, which is compared character by character.</summary>
    public bool TryGet(string name, out TomlEntry entry) => byName.TryGetValue(name, out entry);
}
