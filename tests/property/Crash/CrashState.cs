using System.Collections.Immutable;
using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>One revision as the client remembers it.</summary>
/// <param name="Digest">The digest that was, or would be, issued.</param>
/// <param name="Values">The value of each id, by the id's hexadecimal digits.</param>
/// <param name="Batch">The batch that made it, or null for the empty tree.</param>
internal sealed record CrashState(Digest Digest, ImmutableSortedDictionary<string, byte[]> Values, Batch? Batch);
