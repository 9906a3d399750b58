namespace BasisTrees.Host.Wire;

/// <summary>One entry in which two revisions differ.</summary>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Id">The id, if it is known.</param>
/// <param name="Key">The key in hexadecimal digits, if the id is not known.</param>
/// <param name="Earlier">The value in the earlier revision, unless it was added.</param>
/// <param name="Later">The value in the later revision, unless it was removed.</param>
internal sealed record WireDifference(string Kind, Bytes? Id = null, string? Key = null, Bytes? Earlier = null, Bytes? Later = null);
