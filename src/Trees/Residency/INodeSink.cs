namespace BasisTrees;

/// <summary>Takes the nodes of a tree that a node store does not have yet, children before parents.</summary>
/// <remarks>One thread at a time. An exception ends the writing; what was taken before stays taken.</remarks>
public interface INodeSink
{
    /// <summary>Takes a node.</summary>
    /// <param name="label">Its label.</param>
    /// <param name="node">Its bytes (<see cref="EncodedNode"/>), valid during the call.</param>
    /// <param name="birth">The revision of the batch in which it was made.</param>
    /// <returns>Where it stands from now on; known.</returns>
    NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth);
}
