using BasisTrees.Persistence;
using BasisTrees.Tests.Support;

namespace BasisTrees.Tests.Property;

/// <summary>Changes what is in the files of nodes so that no checksum tells, for tests of what a check makes of it.</summary>
internal static class CheckingForge
{
    internal static Checkpoint Newest(SimDisk disk) =>
        CheckpointFile.Read(disk, CheckingBench.StoreId, CheckpointFile.Revisions(disk.List())[0]);

    /// <summary>Works on the node store as it was at the newest checkpoint.</summary>
    internal static T WithNodes<T>(IDisk disk, StoreDefinition definition, Checkpoint checkpoint, Func<SegmentNodeStore, T> work)
    {
        using SegmentNodeStore nodes = SegmentNodeStore.Open(
            disk, CheckingBench.StoreId, CheckingBench.WithNodes.NodeSegmentBytesMax, new NodeVerifier(definition));
        if (!nodes.ReturnTo(checkpoint.Mark)) throw new InvalidOperationException(nodes.Refusal);
        return work(nodes);
    }

    /// <summary>Finds the record of a node of the newest checkpoint, looking from the root down, the right side first.</summary>
    /// <param name="disk">The disk; nothing is changed.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="wanted">Whether a body is the one.</param>
    internal static (string Name, long Offset) Find(SimDisk disk, StoreDefinition definition, Func<byte[], bool> wanted)
    {
        Checkpoint checkpoint = Newest(disk);
        using var layer = new OverlayDisk(disk);
        return WithNodes(layer, definition, checkpoint, nodes =>
        {
            var open = new Stack<EncodedChild>();
            open.Push(new EncodedChild(checkpoint.Chain.Digest.Root, checkpoint.Root));
            while (open.TryPop(out EncodedChild child))
            {
                byte[] buffer = [];
                nodes.TryRead(child.Label, child.Place, ref buffer, out NodeRecord record);
                byte[] body = buffer[..record.Length];
                if (wanted(body))
                {
                    (string file, long offset) = nodes.Locate(record.Place);
                    return (file[(disk.Location.Length + 1)..], offset);
                }

                if (!EncodedNode.TryRead(body, definition.Parameters, out EncodedNode node) || node.IsLeaf) continue;
                open.Push(new EncodedChild(node.ChildLabel(false), node.ChildPlace(false)));
                open.Push(new EncodedChild(node.ChildLabel(true), node.ChildPlace(true)));
            }

            throw new InvalidOperationException("No node of the tree is like this.");
        });
    }

    /// <summary>Finds the record of an id in the files of the newest checkpoint.</summary>
    /// <param name="disk">The disk; nothing is changed.</param>
    /// <param name="definition">What the store is for.</param>
    /// <param name="skip">How many records of ids to pass over.</param>
    internal static (string Name, long Offset, byte[] Id) FindId(SimDisk disk, StoreDefinition definition, int skip)
    {
        using var layer = new OverlayDisk(disk);
        return WithNodes(layer, definition, Newest(disk), nodes =>
        {
            (string, long, byte[]) found = default;
            nodes.Enumerate((in NodeRecord record, ReadOnlySpan<byte> body) =>
            {
                if (body[0] != NodeFormat.IdTag || skip-- > 0) return true;
                (string file, long offset) = nodes.Locate(record.Place);
                found = (file[(disk.Location.Length + 1)..], offset, body[1..].ToArray());
                return false;
            });
            return found;
        });
    }

    /// <summary>Changes the body of a record, with a checksum that fits.</summary>
    internal static void Change(SimDisk disk, string name, long offset, Action<Memory<byte>> change)
    {
        byte[] bytes = CheckingBench.Read(disk, name);
        using IFile file = disk.Open(name, FileOpening.Read);
        if (NodeSegmentHeader.Read(file, out NodeSegmentHeader? header) is { } wrong) throw new InvalidOperationException(wrong);
        bool isMoved = header!.IsCompacted; // read a line before
        int headerLength = isMoved ? NodeFormat.MovedRecordHeaderLength : NodeFormat.RecordHeaderLength;
        NodeRecordHeader record = NodeRecordHeader.Read(bytes.AsSpan((int)offset), NodeSegment.PlaceOf(header.Number, offset), isMoved);
        change(bytes.AsMemory((int)offset + headerLength, record.Length));
        Span<byte> whole = bytes.AsSpan((int)offset, headerLength + record.Length);
        record.Write(whole, new SegmentPlace(CheckingBench.StoreId, header.Number), offset, isMoved);
        disk.Replace(name, bytes);
    }
}
