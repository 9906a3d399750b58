namespace BasisTrees.Host.Toml;

/// <summary>A string; line ends within it are a line feed each, whatever the file has.</summary>
internal sealed class TomlString(string value, TomlPosition position) : TomlValue(TomlKind.String, position)
{
    /// <summary>The text with its escapes resolved.</summary>
    public string Value { get; } = value;
}
