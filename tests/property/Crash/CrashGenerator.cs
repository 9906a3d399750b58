using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Makes the stores, options and batches of crash runs.</summary>
internal sealed class CrashGenerator(Random random)
{
    private readonly bool _sameSizes = random.Next(2) == 0;
    private readonly int _ids = random.Next(5) == 0 ? random.Next(40, 120) : random.Next(2, 12);

    internal StoreDefinition Definition()
    {
        int? valueLength = _sameSizes ? 8 : null;
        return random.Next(3) switch
        {
            0 => new StoreDefinition("crash", new TreeParameters(32, valueLength), KeyMode.Hashed),
            1 => new StoreDefinition("crash", new TreeParameters(4, valueLength), KeyMode.Raw),
            _ => new StoreDefinition("crash", new TreeParameters(6, valueLength), KeyMode.Padded),
        };
    }

    internal StoreOptions Options() => new()
    {
        Durability = random.Next(10) switch { 0 => Durability.ProcessCrash, 1 => Durability.None, _ => Durability.Durable },
        SegmentBytesMax = random.Next(3) == 0 ? 64 << 20 : random.Next(1 << 10, 8 << 10),
        ReserveBytes = 0, // a full disk is to stop the store here; SpaceTests has those that go on
        NodeEngine = random.Next(10) == 0 ? NodeEngine.Memory : NodeEngine.Segments,
        NodeCacheBytes = random.Next(2) == 0 ? 64 << 10 : 1 << 20,
        NodeSegmentBytesMax = random.Next(4 << 10, 16 << 10),
        CheckpointOperations = random.Next(3) == 0 ? 100_000 : random.Next(1, 60),
        CheckpointInterval = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 100)) : null,
        CheckpointsRetained = random.Next(1, 4),
        LogRetention = random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(2) * 20) : null,
        CheckpointAtClose = random.Next(2) == 0,
        SweepShareMin = random.Next(2) == 0 ? 0.05 : 0.5,
        RecoveryParallelism = random.Next(1, 3),
        RecoveryValidation = random.Next(3) > 0,
    };

    internal Batch Batch(StoreDefinition definition)
    {
        int count = _sameSizes ? 1 : random.Next(5);
        var operations = new List<Operation>();
        for (int i = 0; i < count; i++) operations.Add(Operation(definition));
        operations.Add(Change(definition));
        return new Batch(operations, null, random.Next(8) == 0);
    }

    private Operation Operation(StoreDefinition definition)
    {
        byte[] id = Id(definition);
        return random.Next(_sameSizes ? 3 : 12) switch
        {
            0 or 1 or 2 or 3 or 4 => BasisTrees.Operation.InsertOrUpdate(id, Value()),
            5 => BasisTrees.Operation.Insert(id, Value()),
            6 => BasisTrees.Operation.Update(id, Value()),
            7 => BasisTrees.Operation.Remove(id),
            8 => BasisTrees.Operation.Lookup(id),
            _ => BasisTrees.Operation.RemoveIfExists(id),
        };
    }

    // Every batch can change the tree, so every batch is a revision unless it is refused.
    private Operation Change(StoreDefinition definition) =>
        BasisTrees.Operation.InsertOrUpdate(Id(definition), Value());

    private byte[] Id(StoreDefinition definition)
    {
        byte n = (byte)(1 + random.Next(_ids));
        return definition.KeyMode == KeyMode.Raw ? [7, 0, n, 1] : [7, n];
    }

    private byte[] Value()
    {
        byte[] value = new byte[_sameSizes ? 8 : random.Next(20) == 0 ? random.Next(3000) : random.Next(60)];
        random.NextBytes(value);
        return value;
    }
}
