namespace BasisTrees.Host.Toml;

/// <summary>A key of a table, where it first stands, and its value.</summary>
internal readonly record struct TomlEntry(TomlKey Key, TomlValue Value);
