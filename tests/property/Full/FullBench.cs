using System.Globalization;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Stores and their full checkpoints for the tests.</summary>
internal static class FullBench
{
    /// <summary>A store with some keys that came and some that went.</summary>
    internal static TreeStore Filled(SimDisk disk, int keys, int seed = 1)
    {
        TreeStore store = Manual(disk);
        var random = new Random(seed);
        for (int from = 0; from < keys; from += 100)
        {
            int end = Math.Min(keys, from + 100);
            Group(store, Batch([.. Enumerable.Range(from, end - from).Select(i => Put(Id(i), new string('v', random.Next(40))))]));
        }

        if (keys > 3) Group(store, Batch(Operation.Remove(StoreBench.Bytes(Id(keys / 2)))));
        return store;
    }

    internal static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"i{number}");

    /// <summary>The state of the head of a store.</summary>
    internal static FullState State(IDisk disk, TreeStore store)
    {
        DefinitionFile definition = DefinitionFile.Read(disk);
        Head head = store.Head;
        LogRecord? last = head.Revision > 0 ? store.ReadLog(head.Revision).Single() : null;
        var chain = new ChainPoint(head.Revision, head.NextSequence, last?.Hash ?? definition.Hash, head.Digest);
        return new FullState(definition, chain, head.Count)
        {
            RecordUnixNanoseconds = last?.UnixNanoseconds ?? long.MinValue,
            Incarnation = 3,
            UnixNanoseconds = 1_700_000_000_000_000_000,
        };
    }

    /// <summary>Writes the full checkpoint of the head of a store.</summary>
    internal static FullCheckpoint Write(IDisk disk, TreeStore store, bool packs, IDisk? to = null)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        var writer = new FullWriter(State(disk, store), snapshot.Tree, snapshot.Ids, packs);
        return FullFile.Write(to ?? disk, writer, snapshot.Revision);
    }

    /// <summary>The bytes of the full checkpoint of a small store.</summary>
    internal static byte[] Bytes(StoreDefinition definition, int keys, bool packs, out StoreId storeId, out long revision)
    {
        SimDisk disk = NewDisk(definition);
        using TreeStore store = Filled(disk, keys);
        Write(disk, store, packs);
        storeId = DefinitionFile.Read(disk).StoreId;
        revision = store.Head.Revision;
        return disk.Image()[FileNames.Full(revision)];
    }

    /// <summary>Reads bytes as the full checkpoint of a revision.</summary>
    internal static FullCheckpoint Read(byte[] bytes, StoreId storeId, long revision, TreeParameters parameters)
    {
        var disk = new SimDisk(1);
        disk.Replace(FileNames.Full(revision), bytes);
        return FullFile.Read(disk, storeId, revision, new FullSink(parameters));
    }
}
