namespace BasisTrees.Persistence;

/// <summary>Everything that opening a store yields, ready for the writer, which disposes of log and seals.</summary>
internal sealed record OpenedStore(
    DefinitionFile Definition,
    OperationLog Log,
    SealFile Seals,
    Prover Prover,
    KeyIds Ids,
    RevisionIndex Revisions,
    RecoveryReport Report);
