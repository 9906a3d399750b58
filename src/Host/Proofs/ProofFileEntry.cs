using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Proofs;

/// <summary>What a proof file says about one id.</summary>
/// <param name="Id">The id.</param>
/// <param name="Key">Its key in hexadecimal digits; a verifier derives the key from the id itself and compares.</param>
/// <param name="Found">Whether the id has a value.</param>
/// <param name="Value">The value, exactly if it has one.</param>
internal sealed record ProofFileEntry(Bytes Id, string Key, bool Found, Bytes? Value = null);
