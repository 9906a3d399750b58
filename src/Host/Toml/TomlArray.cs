using System.Collections.Immutable;

namespace BasisTrees.Host.Toml;

/// <summary>An array of values of any types, or of the tables of equal <c>[[name]]</c> headers.</summary>
internal sealed class TomlArray(ImmutableArray<TomlValue> items, TomlPosition position) : TomlValue(TomlKind.Array, position)
{
    /// <summary>The values in the order of the text.</summary>
    public ImmutableArray<TomlValue> Items { get; } = items;
}
