using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>An engine that is held to the suite: how its store is opened, and what is left of it when its process ends.</summary>
internal sealed class NodesEngine(string name, Func<INodeStore> open, Action end) : IDisposable
{
    internal const long SegmentBytes = 4 << 10;

    internal static readonly StoreId StoreId = new("0123456789abcdef"u8);

    /// <summary>Whether what is synced is there when the store is opened again.</summary>
    internal bool IsDurable => name != "memory";

    internal INodeStore Open() => open();

    internal static SegmentNodeStore OpenSegments(IDisk disk, long segmentBytes = SegmentBytes) =>
        SegmentNodeStore.Open(disk, StoreId, segmentBytes, NodesItem.Verifier);

    internal static NodesEngine Create(string name)
    {
        switch (name)
        {
            case "memory":
                return new NodesEngine(name, () => new MemoryNodeStore(), () => { });
            case "simulated":
                var disk = new SimDisk(1);
                return new NodesEngine(name, () => OpenSegments(disk), () => { });
            default:
                string path = Path.Combine(Path.GetTempPath(), $"basis-nodes-{Guid.NewGuid():N}");
                var directory = DirectoryDisk.Create(path);
                return new NodesEngine(name, () => OpenSegments(directory), () => Directory.Delete(path, recursive: true));
        }
    }

    public void Dispose() => end();
}
