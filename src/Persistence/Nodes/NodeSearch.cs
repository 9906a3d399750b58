namespace BasisTrees.Persistence;

/// <summary>One search for the record of a label: at its place first, then through the indexes of all segments, newest first.</summary>
internal readonly struct NodeSearch(NodeSegmentTable table, NodeVerifier verifier)
{
    internal NodeReading Find(in Label label, NodePlace place, ref byte[] buffer, out NodeRecord record)
    {
        NodePlace? damaged = null;
        if (place.IsKnown && table.Find(place) is { } hinted)
        {
            switch (ReadAtPlace(hinted, place, ref buffer, out long offset, out record))
            {
                case NodeReading.Found when verifier.Matches(label, buffer.AsSpan(0, record.Length)):
                    return NodeReading.Found;
                case NodeReading.Damaged when hinted.Index.Standing().IsDamagedAt(offset):
                    damaged = place;
                    break;
            }
        }

        ulong key = NodeIndexEntry.KeyOf(label);
        var matches = new NodeMatches();
        foreach (NodeSegment segment in table.NewestFirst)
        {
            matches.Clear();
            segment.Index.Find(key, ref matches);
            for (int i = matches.Count - 1; i >= 0; i--)
            {
                NodeReading reading = segment.TryRead(matches[i], ref buffer, out NodeRecordHeader header);
                if (reading == NodeReading.Found && verifier.Matches(label, buffer.AsSpan(0, header.Length)))
                {
                    record = new NodeRecord(header.Place, header.Length, header.Birth);
                    return NodeReading.Found;
                }

                if (reading != NodeReading.Found) damaged ??= PlaceOf(segment, matches[i], header.Place);
            }
        }

        record = new NodeRecord(damaged ?? NodePlace.Unknown, 0, 0);
        return damaged is null ? NodeReading.Missing : NodeReading.Damaged;
    }

    /// <summary>The records whose label begins like this one, and that are damaged or have a body that says it.</summary>
    internal static List<FoundRecord> FindAll(NodeSegmentTable table, in Label label)
    {
        ulong key = NodeIndexEntry.KeyOf(label);
        var found = new List<FoundRecord>();
        var matches = new NodeMatches();
        foreach (NodeSegment segment in table.NewestFirst)
        {
            matches.Clear();
            segment.Index.Find(key, ref matches);
            for (int i = 0; i < matches.Count; i++)
            {
                byte[] buffer = [];
                NodeReading reading = segment.TryRead(matches[i], ref buffer, out NodeRecordHeader header);
                bool isWhole = reading == NodeReading.Found;
                NodePlace place = isWhole ? header.Place : PlaceOf(segment, matches[i], header.Place);
                found.Add(new FoundRecord(segment, matches[i], place, header.Birth, isWhole ? buffer.AsMemory(0, header.Length) : default));
            }
        }

        return found;
    }

    private static NodeReading ReadAtPlace(
        NodeSegment segment, NodePlace place, ref byte[] buffer, out long offset, out NodeRecord record)
    {
        record = default;
        offset = (uint)place.Number;
        if (segment.IsCompacted && !segment.Index.TryFindPlace(place, out offset)) return NodeReading.Missing;
        NodeReading reading = segment.TryRead(offset, ref buffer, out NodeRecordHeader header);
        if (reading == NodeReading.Found) record = new NodeRecord(place, header.Length, header.Birth);
        return reading;
    }

    // In a compacted segment the place stands in the damaged record itself, and may be part of the damage: then the index knows it.
    private static NodePlace PlaceOf(NodeSegment segment, uint offset, NodePlace said)
    {
        if (!segment.IsCompacted) return NodeSegment.PlaceOf(segment.Number, offset);
        if (segment.Index.TryFindPlace(said, out long found) && found == offset) return said;
        return new NodePlace(segment.Index.AllPlaces().Find(entry => entry.Value == offset).Key); // 0, the unknown one, if there is none
    }
}
