namespace BasisTrees.Host.Toml;

/// <summary>A place in a TOML text: line and column, both counted from 1; a column is one Unicode character, a tab included.</summary>
internal readonly record struct TomlPosition(int Line, int Column)
{
    /// <summary>The place as <c>line:column</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Line}:{Column}");
}
