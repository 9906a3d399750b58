namespace BasisTrees.Host.Toml;

/// <summary>One part of a key, and where it stands.</summary>
internal readonly record struct TomlKey(string Name, TomlPosition Position);
