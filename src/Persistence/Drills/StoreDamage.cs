using System.Buffers.Binary;
using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>Damages a store on purpose, so that its recovery can be tried: for a copy of a store, never for one that is needed.</summary>
/// <remarks>The store must not be open. The same seed does the same damage to the same bytes.</remarks>
public static class StoreDamage
{
    private const int TailBytesMax = 512;
    private const int NodeHeaderLength = 16;

    /// <summary>Does damage of one kind.</summary>
    /// <param name="disk">The directory of the store, which is closed in good order.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="seed">Chooses the place and the bit.</param>
    /// <returns>What was done, or null if the store has nothing that can be damaged so; then nothing was changed.</returns>
    /// <exception cref="StoreException">The disk fails, or the store is damaged already.</exception>
    public static InjectedDamage? TryInject(IDisk disk, DamageKind kind, int seed)
    {
        ArgumentNullException.ThrowIfNull(disk);
        var random = new Random(seed);
        StoreId storeId = DefinitionFile.Read(disk).StoreId;
        return kind switch
        {
            DamageKind.TornTail => TearTail(disk, random),
            DamageKind.Checkpoint => FlipCheckpoint(disk, random),
            DamageKind.Node => FlipNode(disk, storeId, random),
            DamageKind.Nodes => DeleteNodes(disk),
            DamageKind.Record => FlipRecord(disk, storeId, random),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private static InjectedDamage? TearTail(IDisk disk, Random random)
    {
        ulong[] segments = FileNames.Segments(disk.List());
        if (segments.Length == 0) return null;
        string name = FileNames.Segment(segments[^1]);
        byte[] tail = new byte[random.Next(LogFormat.FrameMagic.Length, TailBytesMax)];
        random.NextBytes(tail);
        LogFormat.FrameMagic.CopyTo(tail); // as a frame that was begun and never ended
        using IFile file = disk.Open(name, FileOpening.ReadWrite);
        long end = file.ReadLength();
        file.WriteAt(end, tail);
        file.Sync();
        return new InjectedDamage(
            DamageKind.TornTail, name, end, tail.Length, Say($"{tail.Length} bytes of a frame that never ended were appended to {name}."));
    }

    private static InjectedDamage? FlipCheckpoint(IDisk disk, Random random)
    {
        IReadOnlyList<long> revisions = CheckpointFile.Revisions(disk.List());
        if (revisions.Count == 0) return null;
        string name = FileNames.Checkpoint(revisions[0]);
        using IFile file = disk.Open(name, FileOpening.ReadWrite);
        long length = file.ReadLength();
        long at = Flip(file, random.NextInt64(length), random);
        return new InjectedDamage(DamageKind.Checkpoint, name, 0, length, Say($"A bit of byte {at} of {name} was flipped."));
    }

    // Of the newest checkpoint's nodes the root is the one that no other checkpoint can need.
    private static InjectedDamage? FlipNode(IDisk disk, StoreId storeId, Random random)
    {
        IReadOnlyList<string> names = disk.List();
        IReadOnlyList<long> revisions = CheckpointFile.Revisions(names);
        if (revisions.Count == 0) return null;
        NodePlace root = CheckpointFile.Read(disk, storeId, revisions[0]).Root;
        string name = FileNames.Nodes(root.Number >> 32);
        long offset = (uint)root.Number;
        if (!root.IsKnown || !names.Contains(name, StringComparer.Ordinal)) return null;
        using IFile file = disk.Open(name, FileOpening.ReadWrite);
        Span<byte> header = stackalloc byte[NodeHeaderLength];
        if (file.ReadAt(offset, header) < header.Length) return null;
        long length = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (length == 0 || offset + NodeHeaderLength + length > file.ReadLength()) return null;
        long at = Flip(file, offset + NodeHeaderLength + random.NextInt64(length), random);
        return new InjectedDamage(
            DamageKind.Node, name, offset, NodeHeaderLength + length,
            Say($"A bit of byte {at} of {name}, in the root of revision {revisions[0]}, was flipped."));
    }

    private static InjectedDamage? DeleteNodes(IDisk disk)
    {
        IReadOnlyList<string> names = disk.List();
        string[] gone =
        [
            .. FileNames.NodeSegments(names).Select(FileNames.Nodes),
            .. FileNames.NodeSegments(names).Select(number => FileNames.Nodes(number) + FileNames.IndexSuffix),
            .. CheckpointFile.Revisions(names).Select(FileNames.Checkpoint),
        ];
        gone = [.. gone.Where(name => names.Contains(name, StringComparer.Ordinal))];
        if (gone.Length == 0) return null;
        foreach (string name in gone) disk.Delete(name);
        disk.SyncDirectory();
        return new InjectedDamage(
            DamageKind.Nodes, gone[0], 0, 0, Say($"{gone.Length} files, all of nodes and checkpoints, were deleted."));
    }

    private static InjectedDamage? FlipRecord(IDisk disk, StoreId storeId, Random random)
    {
        IReadOnlyList<string> names = disk.List();
        IReadOnlyList<long> revisions = CheckpointFile.Revisions(names);
        Checkpoint? newest = revisions.Count == 0 ? null : CheckpointFile.Read(disk, storeId, revisions[0]);
        foreach (ulong segment in FileNames.Segments(names).Where(number => newest is null || number >= newest.LogSegment))
        {
            long from = newest is not null && segment == newest.LogSegment ? newest.LogOffset : LogFormat.SegmentHeaderLength;
            using IFile file = disk.Open(FileNames.Segment(segment), FileOpening.ReadWrite);
            List<(long Offset, long Length)> frames = Frames(file, new SegmentPlace(storeId, segment), from);
            if (frames.Count == 0) continue;
            (long offset, long length) = frames[random.Next(frames.Count)];
            long at = offset + LogFormat.FrameHeaderLength + random.NextInt64(length - LogFormat.FrameHeaderLength);
            Flip(file, at, random);
            string name = FileNames.Segment(segment);
            return new InjectedDamage(
                DamageKind.Record, name, offset, length, Say($"A bit of byte {at} of {name}, in an acknowledged record, was flipped."));
        }

        return null;
    }

    private static List<(long Offset, long Length)> Frames(IFile file, SegmentPlace place, long from)
    {
        var frames = new List<(long, long)>();
        var reader = new SegmentReader(file, place, from, file.ReadLength());
        for (long at = from; reader.TryNext(out _, out _); at = reader.Offset) frames.Add((at, reader.Offset - at));
        return frames;
    }

    private static long Flip(IFile file, long at, Random random)
    {
        Span<byte> one = stackalloc byte[1];
        file.ReadAt(at, one);
        one[0] ^= (byte)(1 << random.Next(8));
        file.WriteAt(at, one);
        file.Sync();
        return at;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
