namespace BasisTrees.Persistence;

/// <summary>Damage that was done to a store on purpose.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="File">
/// The name of the file in the store's directory; of <see cref="DamageKind.Nodes"/> the first one that was deleted.
/// </param>
/// <param name="Offset">Where what is damaged begins in the file, in bytes: the record, the node, or the whole file.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="What">What was done, in one sentence.</param>
public sealed record InjectedDamage(DamageKind Kind, string File, long Offset, long Length, string What);
