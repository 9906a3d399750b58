namespace BasisTrees.Persistence;

/// <summary>Reads again what a checkpoint has added to the node store, from the root down, and hashes it.</summary>
internal sealed class CheckpointVerification(INodeStore nodes, StoreDefinition definition)
{
    private readonly Stack<EncodedChild> _open = new();
    private byte[] _buffer = new byte[512];

    /// <summary>Checks every node that was born since the checkpoint before; older ones were checked then.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="previous">The checkpoint before, or null: what was written before its mark is not even read.</param>
    /// <returns>The number of nodes read.</returns>
    /// <exception cref="StoreDamagedException">A node is not there as it was written.</exception>
    internal long Check(Checkpoint checkpoint, Checkpoint? previous)
    {
        long count = 0;
        NodeStoreMark mark = previous?.Mark ?? default;
        long revision = previous?.Revision ?? 0;
        _open.Push(new EncodedChild(checkpoint.Chain.Digest.Root, checkpoint.Root));
        while (_open.TryPop(out EncodedChild child))
        {
            count++;
            EncodedNode node = Read(child, out long birth);
            if (birth <= revision || node.IsLeaf) continue;

            // Children are written before their parents, the left one first: so the file is read from its end to its beginning.
            Push(new EncodedChild(node.ChildLabel(false), node.ChildPlace(false)), mark);
            Push(new EncodedChild(node.ChildLabel(true), node.ChildPlace(true)), mark);
        }

        return count;
    }

    private void Push(in EncodedChild child, NodeStoreMark mark)
    {
        if (!nodes.IsBefore(child.Place, mark)) _open.Push(child);
    }

    private EncodedNode Read(in EncodedChild child, out long birth)
    {
        NodeReading reading = nodes.TryRead(child.Label, child.Place, ref _buffer, out NodeRecord record);
        birth = record.Birth;
        if (reading == NodeReading.Found
            && EncodedNode.TryRead(_buffer.AsSpan(0, record.Length), definition.Parameters, out EncodedNode node)
            && node.ComputeLabel() == child.Label)
        {
            return node;
        }

        (string file, long offset) = nodes.Locate(child.Place);
        throw new StoreDamagedException(file, offset, $"the node {child.Label} was expected as it was written a moment ago");
    }
}
