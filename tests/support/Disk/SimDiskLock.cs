namespace BasisTrees.Tests.Support;

/// <summary>A lock on a simulated disk, held until it is disposed of or its holder is killed.</summary>
internal sealed class SimDiskLock(SimDisk disk, string name) : IDisposable
{
    private readonly int _life = disk.Life;

    public void Dispose() => disk.Unlock(_life, name);
}
