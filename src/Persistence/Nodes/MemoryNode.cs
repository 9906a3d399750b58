namespace BasisTrees.Persistence;

/// <summary>One record of the engine that keeps nodes in memory.</summary>
/// <remarks>The writing thread buries; any thread reads.</remarks>
internal sealed class MemoryNode(Label label, byte[] bytes, long birth)
{
    private long _death = long.MaxValue;

    internal Label Label => label;

    internal long Birth => birth;

    /// <summary>The bytes; replaced as a whole when they are healed.</summary>
    internal byte[] Bytes { get; set; } = bytes;

    internal long Death
    {
        get => Volatile.Read(ref _death);
        set => Volatile.Write(ref _death, value);
    }
}
