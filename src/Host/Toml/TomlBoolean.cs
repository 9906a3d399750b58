namespace BasisTrees.Host.Toml;

/// <summary>A truth value.</summary>
internal sealed class TomlBoolean(bool value, TomlPosition position) : TomlValue(TomlKind.Boolean, position)
{
    /// <summary>The truth value.</summary>
    public bool Value { get; } = value;
}
