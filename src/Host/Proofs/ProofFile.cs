namespace BasisTrees.Host.Proofs;

/// <summary>
/// A proof with everything it is about, to be handed to somebody who checks it alone. Whoever checks takes nothing from the file but
/// the claims and the proof: tree, lengths, key mode and digest come from a trust string, and the file's are only compared with it.
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="TreeId">The name of the tree.</param>
/// <param name="KeyMode">How ids become keys.</param>
/// <param name="KeyLength">The length of every key in bytes.</param>
/// <param name="Digest">The digest that the proof starts from.</param>
/// <param name="Revision">The revision the digest belongs to; no digest covers it, so it is a remark only.</param>
/// <param name="Entries">The claims, in the order in which the proof shows them.</param>
/// <param name="Proof">The batch proof of looking up the keys in this order.</param>
/// <param name="ValueLength">The length of every value in bytes; not given if values vary in length.</param>
internal sealed record ProofFile(
    string Format,
    string TreeId,
    string KeyMode,
    int KeyLength,
    string Digest,
    long Revision,
    IReadOnlyList<ProofFileEntry> Entries,
    byte[] Proof,
    int? ValueLength = null)
{
    /// <summary>The name and version of the format.</summary>
    internal const string FormatName = "basis-proof-1";

    /// <summary>The longest file that is read, in bytes: 256 MiB.</summary>
    internal const int BytesMax = 256 << 20;

    /// <summary>The most claims in one file.</summary>
    internal const int EntriesMax = Persistence.StoreOptions.BatchOperationsLimit;

    /// <summary>The longest proof in bytes.</summary>
    internal const int ProofBytesMax = Persistence.StoreOptions.ProofBytesLimit;
}
