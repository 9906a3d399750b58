using System.Buffers;
using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>
/// Writes a revision as scrypto does: a manifest, which is the top of the tree, and the subtrees that it cuts off, from left to right
/// (AVL-FORMAT section 8). Only the one that is being written is in memory.
/// </summary>
/// <remarks>
/// One thread. The snapshot must live as long as the writing, and the writer of the tree may go on meanwhile. Of each subtree that is still
/// to be written the label is kept in memory.
/// </remarks>
public sealed class ManifestWriter
{
    /// <summary>The most bytes that a manifest or a subtree has unless told otherwise: 256 MiB.</summary>
    public const int BytesMaxDefault = 256 << 20;

    private readonly Snapshot _snapshot;
    private readonly int _subtreeDepth;
    private readonly ManifestBuffer _buffer;
    private readonly SnapshotNode _node = new();
    private readonly Stack<Step> _steps = new();
    private readonly List<SnapshotChild> _subtrees = [];
    private int _next = -1;

    // The key behind each subtree as the routing keys have it; null where that was compared already, or is the tree's end.
    private readonly List<byte[]?> _keysBehind = [];

    // Where the leaf begins that was written last; -1 if a subtree was cut off since, or there was none.
    private int _lastLeaf = -1;

    /// <summary>Prepares to write a revision.</summary>
    /// <param name="snapshot">The revision.</param>
    /// <param name="subtreeDepth">
    /// scrypto's subtree depth, 0 or more: a subtree has at most 2^(depth - 1) leaves, and with 0 the manifest holds the whole tree.
    /// </param>
    /// <param name="bytesMax">The most bytes that the manifest or a subtree may have, 1 to <see cref="Array.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ManifestWriter(Snapshot snapshot, int subtreeDepth, int bytesMax = BytesMaxDefault)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentOutOfRangeException.ThrowIfNegative(subtreeDepth);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytesMax, Array.MaxLength);
        _snapshot = snapshot;
        _subtreeDepth = subtreeDepth;
        _buffer = new ManifestBuffer(bytesMax);
    }

    /// <summary>The number of subtrees; known once the manifest is written.</summary>
    public int SubtreeCount => _subtrees.Count;

    /// <summary>The number of leaves in the manifest or subtree that was written last; a leaf in a manifest is a subtree too.</summary>
    public int LeafCount { get; private set; }

    /// <summary>Writes the manifest: the height in four bytes, then the nodes.</summary>
    /// <param name="destination">Receives it.</param>
    /// <returns><see cref="ManifestWriting.Written"/> or <see cref="ManifestWriting.TooLarge"/>.</returns>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    public ManifestWriting WriteManifest(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _subtrees.Clear();
        _keysBehind.Clear();
        _buffer.Clear();
        int height = _snapshot.Digest.Height;
        if (!_buffer.TryTake(sizeof(int), out Span<byte> field)) return ManifestWriting.TooLarge;
        BinaryPrimitives.WriteInt32BigEndian(field, height);

        // A root is never cut off, and a root that is a leaf is no subtree.
        var root = new Step(SnapshotNode.RootOf(_snapshot), height, IsRoot: true);
        if (!TryWriteNodes(root, inManifest: true)) return ManifestWriting.TooLarge;
        _next = 0;
        destination.Write(_buffer.Written);
        return ManifestWriting.Written;
    }

    /// <summary>Writes the next subtree.</summary>
    /// <param name="destination">Receives it.</param>
    /// <param name="label">Its label.</param>
    /// <exception cref="InvalidOperationException">The manifest has not been written.</exception>
    /// <exception cref="ObjectDisposedException">The snapshot was disposed.</exception>
    /// <exception cref="RoutingKeyException">A stored routing key is wrong, and the source has no exception of its own.</exception>
    public ManifestWriting WriteSubtree(IBufferWriter<byte> destination, out Label label)
    {
        ArgumentNullException.ThrowIfNull(destination);
        label = default;
        if (_next < 0) throw new InvalidOperationException("The manifest is written before its subtrees.");
        if (_next == _subtrees.Count) return ManifestWriting.Ended;
        SnapshotChild root = _subtrees[_next];
        _buffer.Clear();
        if (!TryWriteNodes(new Step(root, 0, IsRoot: false), inManifest: false)) return ManifestWriting.TooLarge;
        if (_keysBehind[_next] is { } keyBehind) CheckLastLeaf(keyBehind);
        label = root.Label;
        _next++;
        destination.Write(_buffer.Written);
        return ManifestWriting.Written;
    }

    private bool TryWriteNodes(in Step root, bool inManifest)
    {
        _steps.Clear();
        LeafCount = 0;
        _lastLeaf = -1;
        _steps.Push(root);
        while (_steps.TryPop(out Step step))
        {
            if (step.IsMeasure)
            {
                _buffer.Measure(step.Number);
                EndLeft(_buffer.Written.Slice(step.Number - _snapshot.Parameters.KeyLength, _snapshot.Parameters.KeyLength));
                continue;
            }

            _node.Read(_snapshot, step.Child);
            if (!(inManifest ? TryWriteManifestNode(step) : TryWriteNode(step))) return false;
        }

        return true;
    }

    // The number of a step is the height that scrypto ascribes to the node: one less than its parent's, whatever it really is.
    private bool TryWriteManifestNode(in Step step)
    {
        if (_node.IsLeaf && !step.IsRoot) AddSubtree(step.Child, null);
        if (_node.IsLeaf || step.IsRoot || step.Number > _subtreeDepth) return TryWriteNode(step);
        AddSubtree(_node.Left, _node.Bytes.ToArray());
        AddSubtree(_node.Right, null);
        _lastLeaf = -1;
        return TryWriteCut();
    }

    private void AddSubtree(in SnapshotChild child, byte[]? keyBehind)
    {
        _subtrees.Add(child);
        _keysBehind.Add(keyBehind);
    }

    // The left subtree of a node is written, or cut off: the key behind it is the node's routing key.
    private void EndLeft(ReadOnlySpan<byte> routingKey)
    {
        if (_lastLeaf >= 0) CheckLastLeaf(routingKey);
        else _keysBehind[^1] = routingKey.ToArray();
    }

    // No hash covers routing keys, and whoever reads what is written would not know which node was wrong.
    private void CheckLastLeaf(ReadOnlySpan<byte> keyBehind)
    {
        bool isLeaf = EncodedNode.TryRead(_buffer.Written[_lastLeaf..], _snapshot.Parameters, out EncodedNode leaf);
        if (!isLeaf) throw new InvalidOperationException("A leaf was written that is none of this tree.");
        if (leaf.NextKey.SequenceEqual(keyBehind)) return;
        Label label = leaf.ComputeLabel();
        throw _snapshot.Pool.Source?.Misplaced(label, NodePlace.Unknown) ?? new RoutingKeyException(label);
    }

    private bool TryWriteNode(in Step step)
    {
        if (_node.IsLeaf) return TryWriteLeaf();
        int keyLength = _node.Bytes.Length;
        if (!_buffer.TryTake(ManifestTag.InternalHeaderLength(keyLength), out Span<byte> header)) return false;
        WriteHead(header, ManifestTag.Internal);
        _steps.Push(new Step(_node.Right, step.Number - 1, IsRoot: false));
        _steps.Push(new Step(default, _buffer.Length - sizeof(int), IsRoot: false, IsMeasure: true));
        _steps.Push(new Step(_node.Left, step.Number - 1, IsRoot: false));
        return true;
    }

    private bool TryWriteLeaf()
    {
        if (!_buffer.TryTake(_node.Bytes.Length, out Span<byte> leaf)) return false;
        _node.Bytes.CopyTo(leaf);
        _lastLeaf = _buffer.Length - leaf.Length;
        LeafCount++;
        return true;
    }

    private bool TryWriteCut()
    {
        int keyLength = _node.Bytes.Length;
        if (!_buffer.TryTake(ManifestTag.CutLength(keyLength), out Span<byte> cut)) return false;
        WriteHead(cut, ManifestTag.Cut);
        _node.Left.Label.CopyTo(cut[(2 + keyLength)..]);
        _node.Right.Label.CopyTo(cut[(2 + keyLength + Label.Length)..]);
        return true;
    }

    private void WriteHead(Span<byte> node, byte tag)
    {
        node[0] = tag;
        node[1] = (byte)_node.Balance;
        _node.Bytes.CopyTo(node[2..]);
    }

    /// <summary>What is still to be done: to write a node, or to fill in a length.</summary>
    /// <param name="Child">The node.</param>
    /// <param name="Number">Its height as scrypto counts it; of a measuring, the place of the length.</param>
    /// <param name="IsRoot">Whether it is the root of the tree.</param>
    /// <param name="IsMeasure">Whether a length is to be filled in.</param>
    private readonly record struct Step(SnapshotChild Child, int Number, bool IsRoot, bool IsMeasure = false);
}
