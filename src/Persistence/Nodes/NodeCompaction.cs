namespace BasisTrees.Persistence;

/// <summary>Writes one segment that takes the place of several: their records and tombstones that are still needed.</summary>
/// <remarks>The writing thread's. Nothing that is there is changed.</remarks>
internal sealed class NodeCompaction(NodeBurials burials, NodeVerifier verifier, SweepOrder order)
{
    private readonly List<NodeIndexEntry> _labels = [];
    private readonly List<NodeIndexEntry> _places = [];
    private readonly List<TombstoneRun> _runs = [];
    private readonly HashSet<ulong> _keptDead = [];
    private readonly Dictionary<uint, List<Departure>> _tombstones = [];
    private int _longest;

    /// <summary>The records that are not needed.</summary>
    internal long Dropped { get; private set; }

    /// <summary>The records that were written again.</summary>
    internal long Moved => _places.Count;

    /// <summary>The index of what was written.</summary>
    internal NodeIndex Index =>
        new(new SortedNodeEntries([.. _labels]), new SortedNodeEntries([.. _places]), [.. _runs], [], _longest);

    /// <summary>Appends what is needed of some segments to a new one.</summary>
    /// <returns>False if a segment has damaged bytes: it is to stay as it is.</returns>
    internal bool TryWrite(SweepGroup group, NodeSegment target)
    {
        foreach (NodeSegment source in group.Segments.OrderBy(segment => segment.Number))
        {
            if (!TryMove(source, target)) return false;
        }

        byte[] buffer = [];
        foreach (NodeSegment source in group.Segments)
        {
            foreach (TombstoneRun run in source.Index.Runs()) Gather(group, NodeBurials.Read(source, run, ref buffer));
        }

        foreach ((uint about, List<Departure> departures) in _tombstones.OrderBy(pair => pair.Key)) Append(target, about, departures);
        target.Flush();
        return true;
    }

    private bool TryMove(NodeSegment source, NodeSegment target)
    {
        Dictionary<ulong, long> deaths = burials.DeathsIn(source);
        var walk = new NodeWalk(source, verifier, source.End);
        while (walk.TryNext())
        {
            if (walk.IsDamaged) return false;
            if (Tombstones.TryReadRun(walk.Body, 0, out _)) continue;
            NodeRecordHeader header = walk.Header;
            bool isBuried = deaths.TryGetValue(header.Place.Number, out long death);
            if (isBuried && !order.Needs(header.Birth, death))
            {
                Dropped++;
                continue;
            }

            if (isBuried) _keptDead.Add(header.Place.Number);
            uint offset = target.Append(walk.Body, header);
            _longest = Math.Max(_longest, target.RecordHeaderLength + header.Length);
            _places.Add(new NodeIndexEntry(header.Place.Number, offset));
            if (verifier.TryLabel(walk.Body, out Label label)) _labels.Add(new NodeIndexEntry(NodeIndexEntry.KeyOf(label), offset));
        }

        return true;
    }

    // A tombstone is needed as long as its record is there.
    private void Gather(SweepGroup group, Departure[] departures)
    {
        foreach (Departure departure in departures)
        {
            ulong place = departure.Place.Number;
            bool isNeeded = burials.HostOf(departure.Place) is { } host
                && (group.Segments.Contains(host) ? _keptDead.Contains(place) : burials.HasRecord(departure.Place));
            if (!isNeeded) continue;
            uint about = (uint)(place >> 32);
            if (!_tombstones.TryGetValue(about, out List<Departure>? list)) _tombstones.Add(about, list = []);
            list.Add(departure);
        }
    }

    private void Append(NodeSegment target, uint about, List<Departure> departures)
    {
        foreach (Departure[] part in departures.Chunk(NodeFormat.TombstonesMax))
        {
            byte[] body = Tombstones.ToBody(about, part);
            uint offset = target.Append(body, new NodeRecordHeader(body.Length, 0, NodePlace.Unknown));
            _runs.Add(new TombstoneRun(about, part.Length, offset));
        }
    }
}
