using System.Collections.Concurrent;

namespace BasisTrees.Persistence;

/// <summary>The engine that keeps nodes in memory only: nothing of it survives the process, so every opening replays the log.</summary>
/// <remarks>A place is the number of the record; a mark is the number of records and of burials up to it.</remarks>
internal sealed class MemoryNodeStore : INodeStore
{
    // About what a record takes besides its bytes: objects, arrays and entries of two dictionaries.
    private const int EntryBytes = 300;

    private readonly ConcurrentDictionary<ulong, MemoryNode> _nodes = new();
    private readonly ConcurrentDictionary<Label, ulong[]> _places = new(); // an array is replaced, never changed
    private readonly List<(NodePlace Place, long DeathBefore)> _burials = [];
    private ulong _written;
    private long _bytes; // changed by the writing thread, read by anyone, as the next one
    private long _deadBytes;
    private long _reads;

    /// <inheritdoc/>
    public string Engine => "memory";

    /// <inheritdoc/>
    public NodeReading TryRead(in Label label, NodePlace place, ref byte[] buffer, out NodeRecord record)
    {
        Interlocked.Increment(ref _reads);
        record = default;
        if (!TryFind(label, ref place, out MemoryNode? node)) return NodeReading.Missing;
        byte[] bytes = node.Bytes;
        if (buffer.Length < bytes.Length) buffer = new byte[bytes.Length];
        bytes.CopyTo(buffer, 0);
        record = new NodeRecord(place, bytes.Length, node.Birth);
        return NodeReading.Found;
    }

    /// <inheritdoc/>
    public NodePlace Write(in Label label, ReadOnlySpan<byte> node, long birth)
    {
        if (node.IsEmpty) throw new ArgumentException("A record has at least one byte.", nameof(node));
        ulong number = ++_written;
        _nodes[number] = new MemoryNode(label, node.ToArray(), birth);
        _places[label] = _places.TryGetValue(label, out ulong[]? places) ? [.. places, number] : [number];
        Volatile.Write(ref _bytes, _bytes + node.Length);
        return new NodePlace(number);
    }

    /// <inheritdoc/>
    public void Bury(ReadOnlySpan<Departure> departures)
    {
        foreach (Departure departure in departures)
        {
            if (!_nodes.TryGetValue(departure.Place.Number, out MemoryNode? node)) continue;
            _burials.Add((departure.Place, node.Death));
            SetDeath(node, node.Death == long.MaxValue ? departure.Death : Math.Max(node.Death, departure.Death));
        }
    }

    /// <inheritdoc/>
    public NodeStoreMark Sync(bool beginsFile = false) => new(_written, (ulong)_burials.Count);

    /// <inheritdoc/>
    public bool ReturnTo(NodeStoreMark mark)
    {
        if (mark.First > _written || mark.Second > (ulong)_burials.Count) return false;
        for (int i = _burials.Count - 1; i >= (int)mark.Second; i--)
        {
            if (_nodes.TryGetValue(_burials[i].Place.Number, out MemoryNode? node)) SetDeath(node, _burials[i].DeathBefore);
        }

        _burials.RemoveRange((int)mark.Second, _burials.Count - (int)mark.Second);
        for (; _written > mark.First; _written--) Drop(_written);
        return true;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _nodes.Clear();
        _places.Clear();
        _burials.Clear();
        _written = 0;
        Volatile.Write(ref _bytes, 0);
        Volatile.Write(ref _deadBytes, 0);
    }

    /// <inheritdoc/>
    public bool Heal(in Label label, NodePlace place, ReadOnlySpan<byte> node)
    {
        bool isInPlace = _nodes.TryGetValue(place.Number, out MemoryNode? known) && known.Label == label;
        if (isInPlace) known!.Bytes = node.ToArray(); // it was found
        else Write(label, node, 0);
        return isInPlace;
    }

    /// <inheritdoc/>
    public void Enumerate(NodeVisit visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        foreach ((ulong number, MemoryNode node) in _nodes)
        {
            if (!visit(new NodeRecord(new NodePlace(number), node.Bytes.Length, node.Birth, node.Death), node.Bytes)) return;
        }
    }

    /// <inheritdoc/>
    public SweepReport Sweep(SweepOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        long dropped = 0;
        long before = _bytes;
        foreach ((ulong number, MemoryNode node) in _nodes)
        {
            if (order.Needs(node.Birth, node.Death)) continue;
            Drop(number);
            dropped++;
        }

        return new SweepReport(0, dropped, 0, before - _bytes, IsComplete: true);
    }

    /// <inheritdoc/>
    public bool IsBefore(NodePlace place, NodeStoreMark mark) => false;

    /// <inheritdoc/>
    public (string File, long Offset) Locate(NodePlace place) => (Engine, 0);

    /// <inheritdoc/>
    public long OverheadBytes => 0;

    /// <inheritdoc/>
    public NodeStoreStatistics Statistics(IReadOnlyList<KeptMark>? kept = null)
    {
        long bytes = Volatile.Read(ref _bytes);
        long dead = Volatile.Read(ref _deadBytes);
        var order = new SweepOrder([.. (kept ?? []).Select(one => one.Revision).Order()]);
        long freeable = _nodes.Values.Where(node => !order.Needs(node.Birth, node.Death)).Sum(node => (long)node.Bytes.Length);
        return new NodeStoreStatistics(
            Engine, 0, 0, dead, bytes + ((long)_nodes.Count * EntryBytes), _nodes.Count,
            Interlocked.Read(ref _reads)) { FreeableBytes = freeable };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Memory goes by itself.
    }

    private bool TryFind(in Label label, ref NodePlace place, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MemoryNode? node)
    {
        if (_nodes.TryGetValue(place.Number, out node) && node.Label == label) return true;
        if (_places.TryGetValue(label, out ulong[]? places))
        {
            for (int i = places.Length - 1; i >= 0; i--)
            {
                if (!_nodes.TryGetValue(places[i], out node)) continue;
                place = new NodePlace(places[i]);
                return true;
            }
        }

        return false;
    }

    private void SetDeath(MemoryNode node, long death)
    {
        bool wasDead = node.Death != long.MaxValue;
        bool isDead = death != long.MaxValue;
        node.Death = death;
        if (wasDead != isDead) Volatile.Write(ref _deadBytes, _deadBytes + (isDead ? node.Bytes.Length : -node.Bytes.Length));
    }

    private void Drop(ulong number)
    {
        if (!_nodes.TryRemove(number, out MemoryNode? node)) return;
        if (node.Death != long.MaxValue) Volatile.Write(ref _deadBytes, _deadBytes - node.Bytes.Length);
        Volatile.Write(ref _bytes, _bytes - node.Bytes.Length);
        ulong[] left = [.. _places[node.Label].Where(place => place != number)];
        if (left.Length > 0) _places[node.Label] = left;
        else _places.TryRemove(node.Label, out _);
    }
}
