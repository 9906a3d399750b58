namespace BasisTrees.Examples.Ledger;

/// <summary>What an audit has read and found.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Parties">The parties.</param>
/// <param name="Pairs">The pairs.</param>
/// <param name="Notes">The notes, each counted once.</param>
/// <param name="Signatures">The signatures that were verified.</param>
/// <param name="Findings">The first things that are wrong, a sentence each.</param>
internal sealed record AuditReport(
    long Revision, Digest Digest, long Parties, long Pairs, long Notes, long Signatures, IReadOnlyList<string> Findings);
