namespace BasisTrees.Host.Toml;

/// <summary>An integer.</summary>
internal sealed class TomlInteger(long value, TomlPosition position) : TomlValue(TomlKind.Integer, position)
{
    /// <summary>The number.</summary>
    public long Value { get; } = value;
}
