using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A node store in memory that keeps every life of every node, gives places that look like nothing, and holds the tree to the contract:
/// children before parents, labels that hash, no death twice.
/// </summary>
internal sealed class ResidencyNodes(int seed, TreeParameters parameters) : INodeSource, INodeSink
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private readonly Dictionary<NodePlace, ResidencyRecord> _records = [];
    private readonly Dictionary<Label, List<NodePlace>> _byLabel = [];
    private readonly Dictionary<NodePlace, long> _deaths = [];

    /// <summary>How many nodes may still be read before the source fails.</summary>
    public int ReadsLeft { get; set; } = int.MaxValue;

    /// <summary>How many nodes may still be written before the sink fails.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;

    /// <summary>The nodes read so far.</summary>
    public int Reads { get; private set; }

    /// <summary>The records that are kept.</summary>
    public int Count => _records.Count;

    public int Read(in Label label, NodePlace place, ref byte[] buffer)
    {
        byte[] bytes;
        lock (_lock)
        {
            Reads++;
            if (--ReadsLeft < 0) throw new ResidencyFaultException("read");
            if (!place.IsKnown && _byLabel.TryGetValue(label, out List<NodePlace>? places)) place = places[_random.Next(places.Count)];
            Unless(_records.TryGetValue(place, out ResidencyRecord? record), $"{label} is asked for at {place}, where nothing is");
            Unless(record!.Label == label, $"{label} is asked for at {place}, where {record.Label} is");
            bytes = record.Bytes;
        }

        if (buffer.Length < bytes.Length) buffer = new byte[bytes.Length];
        bytes.CopyTo(buffer, 0);
        return bytes.Length;
    }

    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        lock (_lock)
        {
            if (--WritesLeft < 0) throw new ResidencyFaultException("write");
            Unless(EncodedNode.TryRead(node, parameters, out EncodedNode read), $"what is written for {label} is no node");
            Unless(read.ComputeLabel() == label, $"what is written for {label} hashes to {read.ComputeLabel()}");
            if (!read.IsLeaf)
            {
                foreach (bool right in new[] { false, true })
                {
                    Unless(_byLabel.ContainsKey(read.ChildLabel(right)), $"{label} is written before its child");
                    if (!read.ChildPlace(right).IsKnown) continue;
                    bool there = _records.TryGetValue(read.ChildPlace(right), out ResidencyRecord? child);
                    Unless(there && child!.Label == read.ChildLabel(right), $"{label} names a place where its child is not");
                }
            }

            NodePlace place;
            do place = new NodePlace((ulong)_random.NextInt64(1, 1L << NodePlace.Bits));
            while (_records.ContainsKey(place));
            Add(place, new ResidencyRecord(label, node.ToArray(), birth));
            return place;
        }
    }

    /// <summary>The places of the records that have not died up to a revision.</summary>
    public HashSet<NodePlace> LivingAt(long revision)
    {
        lock (_lock) return [.. _records.Keys.Where(place => !_deaths.TryGetValue(place, out long death) || death > revision)];
    }

    /// <summary>Notes deaths.</summary>
    public void Bury(IEnumerable<Departure> departures)
    {
        lock (_lock)
        {
            foreach (Departure departure in departures)
            {
                Unless(_records.TryGetValue(departure.Place, out ResidencyRecord? record), $"{departure} died where nothing was");
                Unless(record!.Birth < departure.Death, $"{departure} died before its birth at {record.Birth}");
                Unless(_deaths.TryAdd(departure.Place, departure.Death), $"{departure} died twice");
            }
        }
    }

    /// <summary>Drops what is in none of some revisions.</summary>
    public void Sweep(IReadOnlyCollection<long> retained)
    {
        lock (_lock)
        {
            foreach ((NodePlace place, long death) in _deaths.ToArray())
            {
                ResidencyRecord record = _records[place];
                if (retained.Any(revision => record.Birth <= revision && revision < death)) continue;
                _records.Remove(place);
                _deaths.Remove(place);
                List<NodePlace> places = _byLabel[record.Label];
                places.Remove(place);
                if (places.Count == 0) _byLabel.Remove(record.Label);
            }
        }
    }

    /// <summary>The state of this moment, to return to.</summary>
    public ResidencyMark Mark()
    {
        lock (_lock) return new ResidencyMark(new(_records), new(_deaths));
    }

    /// <summary>Forgets what was written and buried since.</summary>
    public void ReturnTo(ResidencyMark mark)
    {
        lock (_lock)
        {
            _records.Clear();
            _byLabel.Clear();
            _deaths.Clear();
            foreach ((NodePlace place, ResidencyRecord record) in mark.Records) Add(place, record);
            foreach ((NodePlace place, long death) in mark.Deaths) _deaths.Add(place, death);
        }
    }

    /// <summary>The places of a revision's nodes, found from its root by the places that the records name.</summary>
    public HashSet<NodePlace> Reachable(NodePlace root, Label label)
    {
        HashSet<NodePlace> found = [];
        Stack<(NodePlace Place, Label Label)> rest = new([(root, label)]);
        while (rest.TryPop(out (NodePlace Place, Label Label) next))
        {
            Unless(found.Add(next.Place), $"{next} has two parents");
            Unless(_records.TryGetValue(next.Place, out ResidencyRecord? record) && record.Label == next.Label, $"{next} is not there");
            Unless(EncodedNode.TryRead(record!.Bytes, parameters, out EncodedNode node), $"{next} is no node");
            if (node.IsLeaf) continue;
            rest.Push((node.ChildPlace(false), node.ChildLabel(false)));
            rest.Push((node.ChildPlace(true), node.ChildLabel(true)));
        }

        return found;
    }

    /// <summary>Gives an internal node that is kept, chosen by a number, another routing key.</summary>
    public Label Forge(int choice, Func<byte[], byte[]> other)
    {
        KeyValuePair<NodePlace, ResidencyRecord>[] internals = [.. _records.Where(r => r.Value.Bytes[0] == EncodedNode.InternalTag)];
        (NodePlace place, ResidencyRecord record) = internals[choice % internals.Length];
        byte[] bytes = [.. record.Bytes];
        other(bytes[2..(2 + parameters.KeyLength)]).CopyTo(bytes, 2);
        _records[place] = record with { Bytes = bytes };
        return record.Label;
    }

    private void Add(NodePlace place, ResidencyRecord record)
    {
        _records.Add(place, record);
        if (!_byLabel.TryGetValue(record.Label, out List<NodePlace>? places)) _byLabel.Add(record.Label, places = []);
        places.Add(place);
    }
}
