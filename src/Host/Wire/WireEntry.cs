namespace BasisTrees.Host.Wire;

/// <summary>One entry of a listing.</summary>
/// <param name="Value">The value.</param>
/// <param name="Id">The id, if it is known.</param>
/// <param name="Key">The key in hexadecimal digits, if the id is not known.</param>
internal sealed record WireEntry(Bytes Value, Bytes? Id = null, string? Key = null);
