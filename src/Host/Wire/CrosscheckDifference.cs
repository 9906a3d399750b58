using System.Text.Json;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Wire;

/// <summary>One key in which a tree and another store differ.</summary>
/// <param name="Kind">How: <c>missing_in_tree</c>, <c>missing_there</c>, <c>other_value</c> or <c>body_lost</c>.</param>
/// <param name="Key">The key of the tree, hexadecimal digits.</param>
/// <param name="Id">The id behind it, where it is known.</param>
internal sealed record CrosscheckDifference(string Kind, string Key, Bytes? Id)
{
    internal static CrosscheckDifference Of(Difference difference) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(difference.Kind.ToString()),
        Convert.ToHexStringLower(difference.Key.Span),
        difference.Id is { } id ? new Bytes(id.ToArray()) : null);
}
