namespace BasisTrees.Persistence;

/// <summary>The index of what was appended to a segment since it was opened: open addressing in one array.</summary>
/// <remarks>The writing thread adds; any thread looks up beside it, without a lock.</remarks>
internal sealed class NodeIndexTable
{
    // Slot i is the key in [2i] and the value in [2i + 1]; a value of 0 is an empty slot, and is written after its key.
    private ulong[] _slots = new ulong[2 * 64];

    /// <summary>The number of entries.</summary>
    internal int Count { get; private set; }

    internal long MemoryBytes => (long)Volatile.Read(ref _slots).Length * sizeof(ulong);

    /// <summary>Adds an entry; its value is not 0.</summary>
    internal void Add(NodeIndexEntry entry)
    {
        if (4 * (Count + 1) > _slots.Length) Grow();
        Put(_slots, entry);
        Count++;
    }

    internal void Find(ulong key, ref NodeMatches matches)
    {
        ulong[] slots = Volatile.Read(ref _slots);
        for (int at = Start(slots, key); ; at = Next(slots, at))
        {
            ulong value = Volatile.Read(ref slots[at + 1]);
            if (value == 0) return;
            if (slots[at] == key) matches.Add((uint)value);
        }
    }

    /// <summary>Copies all entries out, in no order.</summary>
    internal void CopyTo(List<NodeIndexEntry> entries)
    {
        for (int at = 0; at < _slots.Length; at += 2)
        {
            if (_slots[at + 1] != 0) entries.Add(new NodeIndexEntry(_slots[at], (uint)_slots[at + 1]));
        }
    }

    private static int Start(ulong[] slots, ulong key) => 2 * (int)(key & ((ulong)(slots.Length / 2) - 1));

    private static int Next(ulong[] slots, int at) => (at + 2) & (slots.Length - 1);

    private static void Put(ulong[] slots, NodeIndexEntry entry)
    {
        int at = Start(slots, entry.Key);
        while (slots[at + 1] != 0) at = Next(slots, at);
        slots[at] = entry.Key;
        Volatile.Write(ref slots[at + 1], entry.Value);
    }

    private void Grow()
    {
        ulong[] larger = new ulong[2 * _slots.Length];
        for (int at = 0; at < _slots.Length; at += 2)
        {
            if (_slots[at + 1] != 0) Put(larger, new NodeIndexEntry(_slots[at], (uint)_slots[at + 1]));
        }

        Volatile.Write(ref _slots, larger);
    }
}
