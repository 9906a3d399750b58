namespace BasisTrees.Persistence;

/// <summary>A record of a node store that was found by label.</summary>
/// <param name="Segment">The segment that it is in.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Place">Its place.</param>
/// <param name="Birth">The first revision that needs it; anything if it is damaged.</param>
/// <param name="Body">Its bytes; empty if it is damaged.</param>
internal readonly record struct FoundRecord(NodeSegment Segment, uint Offset, NodePlace Place, long Birth, ReadOnlyMemory<byte> Body)
{
    internal bool IsDamaged => Body.IsEmpty;
}
