using System.Buffers.Binary;

namespace BasisTrees.Tests.Integration;

/// <summary>What the files of a store tell of the moment in which its process died, before anybody has opened it again.</summary>
/// <param name="Unfinished">The kinds of files that were on their way: their names without numbers.</param>
/// <param name="Checkpoint">The revision of the newest checkpoint; 0 if there is none.</param>
/// <param name="IsWritingNodes">Whether nodes were written that no checkpoint vouches for.</param>
/// <param name="Compacted">The numbers of the node segments that sweeps have made.</param>
/// <param name="Archived">The number of archived segments of the log.</param>
internal sealed record KillFiles(
    IReadOnlyList<string> Unfinished, long Checkpoint, bool IsWritingNodes, IReadOnlyList<string> Compacted, int Archived)
{
    // As docs/FORMAT.md lays them out.
    private const int SegmentKindAt = 40;
    private const uint CompactedKind = 2;
    private const int MarkAt = 136;

    /// <summary>Looks at a store's directory.</summary>
    internal static KillFiles Of(string data)
    {
        string[] names = [.. Directory.GetFiles(data).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        string[] unfinished = [.. names.Where(name => name.EndsWith(".new", StringComparison.Ordinal))];
        string[] whole = [.. names.Where(name => !name.Contains('.', StringComparison.Ordinal))];
        ILookup<bool, string> kinds = whole.Where(name => name.StartsWith("nodes-", StringComparison.Ordinal))
            .ToLookup(name => KindOf(Path.Combine(data, name)) == CompactedKind);
        string? newest = whole.LastOrDefault(name => name.StartsWith("checkpoint-", StringComparison.Ordinal));
        ulong segment = 0, length = 0;
        if (newest is not null)
        {
            ReadOnlySpan<byte> mark = File.ReadAllBytes(Path.Combine(data, newest)).AsSpan(MarkAt);
            segment = BinaryPrimitives.ReadUInt64LittleEndian(mark);
            length = BinaryPrimitives.ReadUInt64LittleEndian(mark[sizeof(ulong)..]);
        }

        bool isWriting = kinds[false].Any(name => NumberOf(name) > segment
            || (NumberOf(name) == segment && (ulong)new FileInfo(Path.Combine(data, name)).Length > length));
        return new KillFiles(
            [.. unfinished.Select(name => name.Split('-', '.')[0])], newest is null ? 0 : (long)NumberOf(newest), isWriting,
            [.. kinds[true]], names.Count(name => name.StartsWith("archive-", StringComparison.Ordinal)));
    }

    private static ulong NumberOf(string name) => Convert.ToUInt64(name[(name.LastIndexOf('-') + 1)..], 16);

    private static uint KindOf(string path)
    {
        Span<byte> header = stackalloc byte[SegmentKindAt + sizeof(uint)];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            ? 0
            : BinaryPrimitives.ReadUInt32LittleEndian(header[SegmentKindAt..]);
    }
}
