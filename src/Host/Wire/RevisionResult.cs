namespace BasisTrees.Host.Wire;

/// <summary>One revision.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Time">When its batch was applied, UTC.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Operations">How many operations its batch has.</param>
/// <param name="Retained">Whether it can be read: it is the head, or a checkpoint of it is kept.</param>
/// <param name="Checkpoint">The name of that checkpoint, if it has one.</param>
internal sealed record RevisionResult(
    long Revision, string Time, string Digest, int Operations, bool Retained, string? Checkpoint = null);
