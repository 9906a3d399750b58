using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Backup sets for the tests.</summary>
internal static class BackupBench
{
    internal static readonly BackupKey Key = BackupKey.FromBytes("0123456789abcdef0123456789abcdef"u8);

    internal static readonly BackupKey OtherKey = BackupKey.FromBytes("fedcba9876543210fedcba9876543210"u8);

    /// <summary>A store on a disk of its own, some batches committed.</summary>
    internal static TreeStore Store(StoreDefinition definition, SimClock clock, int batches, int seed = 1)
    {
        TreeStore store = TreeStore.Open(NewDisk(definition), new WriterSetup(new StoreOptions(), clock, HasThread: false));
        Commit(store, batches, seed);
        return store;
    }

    /// <summary>Commits batches that put, change and remove some of a hundred ids.</summary>
    internal static void Commit(TreeStore store, int batches, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < batches; i++)
        {
            Operation[] operations = [.. Enumerable.Range(0, 1 + random.Next(8)).Select(_ => Change(random))];
            Group(store, Batch(operations));
        }
    }

    /// <summary>A set with a full piece, two incremental ones, another full one and an incremental one.</summary>
    internal static SimDisk Set(TreeStore store, SimClock clock, BackupKey? key)
    {
        var disk = new SimDisk(2);
        BackupSet set = BackupSet.Open(disk, key, clock);
        set.WriteFull(store);
        for (int i = 0; i < 2; i++)
        {
            Commit(store, 10, seed: 10 + i);
            set.WriteIncremental(store);
        }

        set.WriteFull(store);
        Commit(store, 10, seed: 20);
        set.WriteIncremental(store);
        return disk;
    }

    private static Operation Change(Random random)
    {
        string id = FullBench.Id(random.Next(100));
        return random.Next(4) == 0 ? Operation.RemoveIfExists(Bytes(id)) : Put(id, new string('x', random.Next(30)));
    }
}
