namespace BasisTrees.Persistence;

/// <summary>A tree on which records are replayed, and what is learned of it on the way.</summary>
internal sealed record ReplayedTree(Prover Prover, KeyIds Ids, RevisionIndex Revisions, IdempotencyWindow Keys);
