using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Short words for the tests of checks: stores with histories, and damage to them.</summary>
internal static class CheckingBench
{
    internal static readonly StoreOptions LogOnly = new() { NodeEngine = NodeEngine.Memory, SegmentBytesMax = 1 << 10, ReserveBytes = 0 };

    internal static readonly StoreOptions WithNodes = LogOnly with
    {
        NodeEngine = NodeEngine.Segments,
        NodeCacheBytes = 64 << 10,
        NodeSegmentBytesMax = 4 << 10,
        CheckpointOperations = 40,
        SweepShareMin = 0.2,
        RecoveryParallelism = 2,
    };

    internal static StoreId StoreId => LogForge.StoreId;

    /// <summary>A store with several segments of the log that was closed.</summary>
    internal static SimDisk Log(int seed, out StoreDefinition definition, int groups = 30)
    {
        var random = new Random(seed);
        var generator = new CrashGenerator(random);
        definition = generator.Definition();
        var disk = new SimDisk(seed);
        TreeStore.Create(disk, definition, StoreId);
        using TreeStore store = StoreBench.Manual(disk, LogOnly);
        for (int i = 0; i < groups; i++)
        {
            int count = random.Next(1, 4);
            for (int batch = 0; batch < count; batch++) _ = store.CommitAsync(generator.Batch(definition));
            store.CommitQueued();
        }

        return disk;
    }

    /// <summary>A store with checkpoints and files of nodes, some of them swept, that was closed.</summary>
    internal static SimDisk Nodes(int seed, int groups = 40, StoreOptions? options = null)
    {
        var definition = new StoreDefinition("checking", new TreeParameters(seed % 3 == 0 ? 32 : 6), (seed % 3) switch
        {
            0 => KeyMode.Hashed,
            1 => KeyMode.Raw,
            _ => KeyMode.Padded,
        });
        var disk = new SimDisk(seed);
        TreeStore.Create(disk, definition, StoreId);
        using TreeStore store = StoreBench.Manual(disk, options ?? WithNodes);
        var random = new Random(seed);
        for (int i = 0; i < groups; i++) StoreBench.Answer(StoreBench.Group(store, Change(random, definition))[0]);
        return disk;
    }

    /// <summary>A batch that puts and removes some of two hundred entries.</summary>
    internal static Batch Change(Random random, StoreDefinition definition)
    {
        var operations = new List<Operation>();
        for (int i = random.Next(1, 20); i >= 0; i--)
        {
            byte n = (byte)random.Next(1, 200);
            byte[] id = definition.KeyMode == KeyMode.Raw ? [7, 0, 0, 0, n, 1] : [7, n];
            byte[] value = new byte[random.Next(60)];
            random.NextBytes(value);
            operations.Add(random.Next(4) == 0 ? Operation.RemoveIfExists(id) : Operation.InsertOrUpdate(id, value));
        }

        return new Batch(operations);
    }

    internal static FsckReport Check(SimDisk disk, StoreOptions? options = null, FsckOptions? check = null) =>
        StoreCheck.Run(disk, options ?? WithNodes, check, new SimClock());

    /// <summary>A file at rest.</summary>
    internal static byte[] Read(SimDisk disk, string name) => disk.Image()[name];

    /// <summary>The frames of a segment: where each begins, and its payload.</summary>
    internal static List<(long Offset, byte[] Payload)> Frames(SimDisk disk, ulong segment) =>
        LogForge.Payloads(Read(disk, FileNames.Segment(segment)));

    /// <summary>Puts another payload into a frame, with checksums that fit.</summary>
    internal static void Forge(SimDisk disk, ulong segment, int frame, Action<byte[]> change)
    {
        byte[] bytes = Read(disk, FileNames.Segment(segment));
        (long offset, byte[] payload) = LogForge.Payloads(bytes)[frame];
        change(payload);
        long synced = BitConverter.ToInt64(bytes, (int)offset + 16);
        var header = new FrameHeader(payload.Length, LogFormat.RecordFrame, 1, 0, Crc32C.Compute(payload), synced);
        header.Write(bytes.AsSpan((int)offset), new SegmentPlace(StoreId, segment), offset);
        payload.CopyTo(bytes, offset + LogFormat.FrameHeaderLength);
        disk.Replace(FileNames.Segment(segment), bytes);
    }
}
