namespace BasisTrees.Persistence;

/// <summary>What a segment holds, without the bytes of its nodes.</summary>
/// <param name="Labels">From the first bytes of labels to offsets.</param>
/// <param name="Places">From places to offsets, in a compacted segment.</param>
/// <param name="Runs">The tombstones in it.</param>
/// <param name="Damages">Where its bytes are no records, as far as the index was made by reading them.</param>
/// <param name="Longest">The length of the longest record of a node or an id, header included.</param>
internal sealed record NodeIndex(
    INodeEntries Labels, INodeEntries Places, TombstoneRun[] Runs, DamagedStretch[] Damages, int Longest)
{
    /// <summary>The length of the file that holds the index; 0 if it is in memory.</summary>
    internal long FileBytes { get; init; }

    internal static readonly NodeIndex Empty = new(SortedNodeEntries.Empty, SortedNodeEntries.Empty, [], [], 0);

    internal long MemoryBytes => Labels.MemoryBytes + Places.MemoryBytes + (Runs.Length * 12L);

    /// <summary>Makes the index by reading the segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="verifier">Computes the labels.</param>
    /// <param name="end">Where to stop: between two records that are in the file.</param>
    internal static NodeIndex Build(NodeSegment segment, NodeVerifier verifier, long end)
    {
        var labels = new List<NodeIndexEntry>();
        var places = new List<NodeIndexEntry>();
        var runs = new List<TombstoneRun>();
        var damages = new List<DamagedStretch>();
        int longest = 0;
        var walk = new NodeWalk(segment, verifier, end);
        while (walk.TryNext())
        {
            uint offset = (uint)walk.Offset;
            if (walk.IsDamaged)
            {
                damages.Add(new DamagedStretch(offset, walk.NextOffset));
            }
            else if (Tombstones.TryReadRun(walk.Body, offset, out TombstoneRun run))
            {
                runs.Add(run);
            }
            else if (verifier.TryLabel(walk.Body, out Label label))
            {
                longest = Math.Max(longest, (int)(walk.NextOffset - offset));
                labels.Add(new NodeIndexEntry(NodeIndexEntry.KeyOf(label), offset));
                if (segment.IsCompacted) places.Add(new NodeIndexEntry(walk.Header.Place.Number, offset));
            }
        }

        return new NodeIndex(
            new SortedNodeEntries([.. labels]), new SortedNodeEntries([.. places]), [.. runs], [.. damages], longest);
    }

    /// <summary>Whether an offset is in a stretch of bytes that are no records.</summary>
    internal bool IsDamagedAt(long offset)
    {
        foreach (DamagedStretch stretch in Damages)
        {
            if (offset >= stretch.Start && offset < stretch.End) return true;
        }

        return false;
    }
}
