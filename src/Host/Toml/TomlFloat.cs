namespace BasisTrees.Host.Toml;

/// <summary>A float: the binary64 number nearest to what is written.</summary>
internal sealed class TomlFloat(double value, TomlPosition position) : TomlValue(TomlKind.Float, position)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;
}
