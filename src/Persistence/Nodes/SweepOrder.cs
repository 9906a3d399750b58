namespace BasisTrees.Persistence;

/// <summary>What a sweep of a node store must keep and how far it is to go.</summary>
/// <param name="Retained">
/// The revisions that must stay readable, in rising order, the newest durable checkpoint last. A record may go if it is buried and none of
/// them lies in [birth, death).
/// </param>
/// <param name="DeadShareMin">From which share of droppable bytes, 0 to 1, a file is worth rewriting.</param>
/// <param name="BytesMax">How many bytes are read at most, so that a sweep can be done in pieces.</param>
/// <param name="Marks">
/// The marks that <see cref="INodeStore.ReturnTo"/> must still reach, those of the retained checkpoints, in any order: what was written
/// before and after one of them is not put together, and a file that goes on across one is not rewritten. Null if only the mark of the last
/// sync is needed.
/// </param>
public sealed record SweepOrder(
    IReadOnlyList<long> Retained, double DeadShareMin = 0.5, long BytesMax = long.MaxValue, IReadOnlyList<NodeStoreMark>? Marks = null)
{
    /// <summary>Whether a record must stay.</summary>
    /// <param name="birth">The first revision that needs it.</param>
    /// <param name="death">The first revision that does not, <see cref="long.MaxValue"/> if it is not buried.</param>
    public bool Needs(long birth, long death)
    {
        if (death == long.MaxValue) return true;
        int low = 0;
        int high = Retained.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Retained[middle] < birth) low = middle + 1;
            else high = middle;
        }

        return low < Retained.Count && Retained[low] < death;
    }
}
