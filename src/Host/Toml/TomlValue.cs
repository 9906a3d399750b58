namespace BasisTrees.Host.Toml;

/// <summary>A value of a TOML document and where it stands. Immutable, so any thread may read it.</summary>
internal abstract class TomlValue(TomlKind kind, TomlPosition position)
{
    /// <summary>The type of the value, which names the class that holds it.</summary>
    public TomlKind Kind { get; } = kind;

    /// <summary>Where the value begins; for a table of a header or a dotted key, where its name stands.</summary>
    public TomlPosition Position { get; } = position;
}
