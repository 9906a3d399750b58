namespace BasisTrees.Persistence;

/// <summary>Why a batch was turned away before the writer saw it.</summary>
internal sealed record DoorRefusal(CommitOutcome Outcome, OperationRefusal Failed, string Explanation)
{
    /// <summary>The answer to a commit, given from a published head.</summary>
    internal CommitResult ToResult(Head head) => new(
        Outcome, head.Revision, 0, head.Digest, head.Digest, [], Failed.Index, Failed.Outcome, null, Explanation);

    /// <summary>The answer to a what-if, given from a published head.</summary>
    internal PreviewResult ToPreview(Head head) => new(
        Outcome, head.Revision, head.Digest, head.Digest, Failed.Index, Failed.Outcome, null, Explanation);
}
