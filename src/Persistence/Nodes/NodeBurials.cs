namespace BasisTrees.Persistence;

/// <summary>The tombstones of all segments at one moment, by the segment whose records they bury.</summary>
internal sealed class NodeBurials
{
    private readonly NodeSegmentTable _table;
    private readonly Dictionary<NodeSegment, List<(NodeSegment Holder, TombstoneRun Run)>> _runs = [];

    internal NodeBurials(NodeSegmentTable table)
    {
        _table = table;
        foreach (NodeSegment holder in table.NewestFirst)
        {
            foreach (TombstoneRun run in holder.Index.Runs())
            {
                if (table.Find(NodeSegment.PlaceOf(run.Target, 0)) is not { } target) continue;
                if (!_runs.TryGetValue(target, out var runs)) _runs.Add(target, runs = []);
                runs.Add((holder, run));
            }
        }
    }

    /// <summary>How many records of a segment are buried.</summary>
    internal long RecordsIn(NodeSegment segment)
    {
        long tombstones = _runs.TryGetValue(segment, out var runs) ? runs.Sum(pair => (long)pair.Run.Count) : 0;
        if (!segment.IsCompacted || tombstones == 0) return tombstones;

        // A tombstone outlives its record until its own segment is swept, so those of records that are gone must not count.
        return segment.Index.BuriedRecords(tombstones, () =>
        {
            Dictionary<ulong, long> deaths = DeathsIn(segment);
            return segment.Index.AllPlaces().Count(entry => deaths.ContainsKey(entry.Key));
        });
    }

    /// <summary>The bytes of the buried records of a segment, by their number and the records' mean length.</summary>
    internal long BytesIn(NodeSegment segment)
    {
        long buried = RecordsIn(segment);
        long records = segment.Index.Records;
        if (buried == 0 || records == 0) return 0;
        long tombstones = segment.Index.Runs().Sum(run => segment.RecordHeaderLength + NodeFormat.TombstonesHeaderLength
            + ((long)run.Count * NodeFormat.TombstoneLength));
        return (long)((double)(segment.DataLength - tombstones) / records * Math.Min(buried, records));
    }

    /// <summary>The share of the tombstones about a segment whose records nothing that is kept needs.</summary>
    internal double ShareFreeIn(NodeSegment segment, KeptMarks kept)
    {
        if (!_runs.TryGetValue(segment, out var runs)) return 0;
        long free = 0;
        byte[] buffer = [];
        foreach ((NodeSegment holder, TombstoneRun run) in runs)
        {
            DeathSpan deaths = holder.Index.DeathsOf(run);
            if (!kept.AreAlike(deaths)) free += Read(holder, run, ref buffer).Count(one => !kept.Needs(run.Target, one.Death));
            else if (!kept.Needs(run.Target, deaths.Last)) free += run.Count;
        }

        return (double)free / runs.Sum(pair => (long)pair.Run.Count);
    }

    /// <summary>The bytes of tombstones in a segment whose records may be gone, without looking for the records.</summary>
    internal long StaleBytesMaxIn(NodeSegment segment) =>
        segment.Index.Runs().Where(MayBeStale).Sum(run => (long)run.Count * NodeFormat.TombstoneLength);

    /// <summary>The bytes of tombstones in a segment whose records are gone.</summary>
    internal long StaleBytesIn(NodeSegment segment)
    {
        long stale = 0;
        byte[] buffer = [];
        foreach (TombstoneRun run in segment.Index.Runs().Where(MayBeStale))
            stale += Read(segment, run, ref buffer).LongCount(departure => !HasRecord(departure.Place)) * NodeFormat.TombstoneLength;
        return stale;
    }

    /// <summary>The deaths of the buried records of a segment, by place.</summary>
    internal Dictionary<ulong, long> DeathsIn(NodeSegment segment)
    {
        var deaths = new Dictionary<ulong, long>();
        if (!_runs.TryGetValue(segment, out var runs)) return deaths;
        byte[] buffer = [];
        foreach ((NodeSegment holder, TombstoneRun run) in runs)
        {
            foreach (Departure departure in Read(holder, run, ref buffer))
            {
                // Of a record that was buried twice the later death counts: it is needed longer.
                ulong place = departure.Place.Number;
                deaths[place] = deaths.TryGetValue(place, out long death) ? Math.Max(death, departure.Death) : departure.Death;
            }
        }

        return deaths;
    }

    /// <summary>Reads the tombstones of one record; none if it is damaged, so that what they buried is kept.</summary>
    internal static Departure[] Read(NodeSegment holder, TombstoneRun run, ref byte[] buffer)
    {
        if (holder.TryRead(run.Offset, ref buffer, out NodeRecordHeader header) != NodeReading.Found) return [];
        ReadOnlySpan<byte> body = buffer.AsSpan(0, header.Length);
        if (!Tombstones.TryReadRun(body, run.Offset, out TombstoneRun read) || read != run) return [];
        var departures = new Departure[run.Count];
        for (int i = 0; i < departures.Length; i++) departures[i] = Tombstones.Read(body, i);
        return departures;
    }

    /// <summary>The segment in which the record of a tombstone is, if it is still there.</summary>
    internal NodeSegment? HostOf(NodePlace place) => _table.Find(place);

    /// <summary>Whether the record of a tombstone is still there.</summary>
    internal bool HasRecord(NodePlace place) =>
        HostOf(place) is { } segment && (!segment.IsCompacted || segment.Index.TryFindPlace(place, out _));

    // Nothing goes out of a data segment before it is swept.
    private bool MayBeStale(TombstoneRun run) => HostOf(NodeSegment.PlaceOf(run.Target, 0)) is null or { IsCompacted: true };
}
