namespace BasisTrees.Persistence;

/// <summary>Why a batch was turned away before the writer saw it.</summary>
internal sealed record DoorRefusal(CommitOutcome Outcome, OperationRefusal Failed, string Explanation);
