namespace BasisTrees.Persistence;

/// <summary>How far a checkpoint is: the background and the writer take turns.</summary>
internal enum CheckpointStage
{
    /// <summary>The background writes the nodes.</summary>
    Writing = 0,

    /// <summary>They are written; the writer is to let go of what left the tree before.</summary>
    Written = 1,

    /// <summary>The background buries, syncs, checks and publishes.</summary>
    Publishing = 2,

    /// <summary>The checkpoint stands.</summary>
    Done = 3,

    /// <summary>Something failed; the store stops.</summary>
    Failed = 4,
}
