namespace BasisTrees.Tests.Integration;

/// <summary>What a store holds at a revision.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Values">The value of each id.</param>
internal sealed record FaultState(string Digest, IReadOnlyDictionary<string, string> Values);
