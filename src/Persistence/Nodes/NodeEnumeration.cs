namespace BasisTrees.Persistence;

/// <summary>Goes through all nodes and ids of all segments.</summary>
internal static class NodeEnumeration
{
    internal static void Run(NodeSegmentTable table, NodeVerifier verifier, NodeVisit visit)
    {
        var burials = new NodeBurials(table);
        foreach (NodeSegment segment in table.NewestFirst)
        {
            if (!Visit(segment, burials, verifier, visit)) return;
        }
    }

    private static bool Visit(NodeSegment segment, NodeBurials burials, NodeVerifier verifier, NodeVisit visit)
    {
        Dictionary<ulong, long> deaths = burials.DeathsIn(segment);
        var walk = new NodeWalk(segment, verifier, segment.End);
        while (walk.TryNext())
        {
            if (walk.IsDamaged)
            {
                foreach (NodePlace place in PlacesIn(segment, walk.Offset, walk.NextOffset))
                {
                    if (!visit(new NodeRecord(place, 0, 0, DeathOf(deaths, place)), [])) return false;
                }

                continue;
            }

            if (Tombstones.TryReadRun(walk.Body, 0, out _)) continue;
            NodeRecordHeader header = walk.Header;
            ReadOnlySpan<byte> body = PackedNode.TryUnpack(walk.Body, verifier, out byte[] leaf) ? leaf : walk.Body;
            var record = new NodeRecord(header.Place, body.Length, header.Birth, DeathOf(deaths, header.Place));
            if (!visit(record, body)) return false;
        }

        return true;
    }

    private static long DeathOf(Dictionary<ulong, long> deaths, NodePlace place) =>
        deaths.TryGetValue(place.Number, out long death) ? death : long.MaxValue;

    // The places of the records in damaged bytes, as far as an index still knows them; else where the damage begins.
    private static List<NodePlace> PlacesIn(NodeSegment segment, long start, long end)
    {
        List<NodePlace> places = segment.IsCompacted
            ? [.. segment.Index.AllPlaces().Where(line => line.Value >= start && line.Value < end).Select(line => new NodePlace(line.Key))]
            : [.. segment.Index.AllLabels().Where(line => line.Value >= start && line.Value < end)
                .Select(line => NodeSegment.PlaceOf(segment.Number, line.Value))];
        if (places.Count == 0) places.Add(segment.IsCompacted ? NodePlace.Unknown : NodeSegment.PlaceOf(segment.Number, start));
        return places;
    }
}
