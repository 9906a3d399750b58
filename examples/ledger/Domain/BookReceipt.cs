namespace BasisTrees.Examples.Ledger;

/// <summary>What was committed, as durable as the store promises.</summary>
/// <param name="Id">The party or note.</param>
/// <param name="Revision">The revision that it made.</param>
/// <param name="Digest">The digest after it.</param>
internal sealed record BookReceipt(Label Id, long Revision, Digest Digest);
