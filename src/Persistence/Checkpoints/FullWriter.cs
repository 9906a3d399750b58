using System.Buffers.Binary;
using System.Numerics;

namespace BasisTrees.Persistence;

/// <summary>
/// Writes a full checkpoint: the state, the tree as manifest and subtrees, behind each subtree the ids of its leaves where keys are hashes,
/// and an end that vouches for the whole. No more than one subtree is in memory.
/// </summary>
internal sealed class FullWriter
{
    // The ids of one chunk take about this many bytes.
    private const int IdsBytes = 1 << 20;

    // A subtree should have about as many leaves, or bytes.
    private const int LeavesWanted = 4096;
    private const int BytesWanted = 4 << 20;

    private readonly FullState _state;
    private readonly Snapshot _snapshot;
    private readonly KeyIds _ids;
    private readonly bool _packs;
    private readonly ByteWriter _payload = new();

    /// <summary>Prepares to write a revision.</summary>
    /// <param name="state">What is known of it.</param>
    /// <param name="snapshot">The revision; it must live as long as the writing.</param>
    /// <param name="ids">The ids of its keys.</param>
    /// <param name="packs">Whether chunks are packed.</param>
    internal FullWriter(FullState state, Snapshot snapshot, KeyIds ids, bool packs)
    {
        bool belongs = state.Chain.Revision == snapshot.Revision && state.Chain.Digest == snapshot.Digest && state.Count == snapshot.Count;
        if (!belongs) throw new InvalidOperationException($"The snapshot is not of revision {state.Chain.Revision}.");
        _state = state;
        _snapshot = snapshot;
        _ids = ids;
        _packs = packs;
    }

    /// <summary>What the manifest or a subtree may grow to, in bytes; a leaf of the longest value must fit.</summary>
    internal int SubtreeBytesMax { get; init; } = FullFormat.SubtreeBytesMax;

    /// <summary>The notes, or null if the tree can have none.</summary>
    internal NoteStore? Notes { get; init; }

    /// <summary>The subtree depth to try.</summary>
    /// <param name="attempt">0 at first, one more whenever a subtree was too large.</param>
    internal int DepthOf(int attempt)
    {
        // A subtree of depth d has up to 2^(d - 1) leaves, each with an internal node above it.
        TreeParameters parameters = _snapshot.Parameters;
        long leafBytes = 7 + (3L * parameters.KeyLength) + (parameters.ValueLength ?? 0);
        int first = 1 + BitOperations.Log2((ulong)Math.Clamp(BytesWanted / leafBytes, 1, LeavesWanted));
        if (attempt > first) throw new InvalidOperationException("A leaf is too large for a chunk.");
        return Math.Max(1, first - (2 * attempt));
    }

    /// <summary>Writes the file.</summary>
    /// <param name="sink">Takes it.</param>
    /// <param name="subtreeDepth">The subtree depth, 1 or more.</param>
    /// <returns>False if a subtree is too large; what was written is worthless then, and a smaller depth is needed.</returns>
    /// <exception cref="StoreException">The disk fails, or an id is missing.</exception>
    internal bool TryWrite(IByteSink sink, int subtreeDepth)
    {
        var chunks = new FullChunkWriter(sink, _state.Definition.StoreId, _state.Chain.Revision, _packs);
        _payload.Clear();
        _state.Write(_payload);
        chunks.Write(FullFormat.StateChunk, 0, _payload.Written);
        _payload.Clear();
        if (_state.Lives.Count > 0)
        {
            _state.WriteLives(_payload);
            chunks.Write(FullFormat.LivesChunk, FullFormat.OptionalChunk, _payload.Written);
            _payload.Clear();
        }

        var manifest = new ManifestWriter(_snapshot, subtreeDepth, SubtreeBytesMax);
        if (manifest.WriteManifest(_payload) == ManifestWriting.TooLarge)
            throw new StoreException($"Revision {_snapshot.Revision} has too many and too large values for a full checkpoint.");
        chunks.Write(FullFormat.ManifestChunk, 0, _payload.Written);
        if (!TryWriteSubtrees(chunks, manifest)) return false;
        if (Notes is { IsEmpty: false } notes) WriteNotes(chunks, notes);
        chunks.WriteEnd();
        return true;
    }

    private bool TryWriteSubtrees(FullChunkWriter chunks, ManifestWriter manifest)
    {
        Cursor? leaves = _ids.AreRemembered ? _snapshot.Scan(default, default) : null;
        for (int i = 0; ; i++)
        {
            _payload.Clear();
            switch (manifest.WriteSubtree(_payload, out _))
            {
                case ManifestWriting.TooLarge:
                    return false;
                case ManifestWriting.Ended:
                    return true;
                default:
                    break;
            }

            chunks.Write(FullFormat.SubtreeChunk, 0, _payload.Written);

            // The first subtree begins with the sentinel, which has no id.
            if (leaves is not null) WriteIds(chunks, leaves, manifest.LeafCount - (i == 0 ? 1 : 0));
        }
    }

    private void WriteIds(FullChunkWriter chunks, Cursor leaves, int count)
    {
        for (int left = count; left > 0;)
        {
            int written = 0;
            _payload.Clear();
            _payload.U32(0);
            while (written < left && _payload.Length < IdsBytes && leaves.MoveNext())
            {
                byte[] id = _ids.Find(leaves.Key)
                    ?? throw new StoreException($"The id of the key {Convert.ToHexStringLower(leaves.Key)} is not known to the store.");
                _payload.U32((uint)id.Length);
                _payload.Bytes(id);
                written++;
            }

            if (written == 0) throw new InvalidOperationException("A revision has fewer leaves than its subtrees.");
            BinaryPrimitives.WriteUInt32LittleEndian(_payload.Slice(0, sizeof(uint)), (uint)written);
            chunks.Write(FullFormat.IdsChunk, 0, _payload.Written);
            left -= written;
        }
    }

    // The notes of the leaves in their order. Only what the tree commits to belongs to it.
    private void WriteNotes(FullChunkWriter chunks, NoteStore notes)
    {
        var waiting = new List<MappedNote>();
        long bytes = 0;
        Cursor leaves = _snapshot.Scan(default, default);
        while (leaves.MoveNext())
        {
            if (leaves.Value.Length != NoteValue.Length || notes.Find(new Label(leaves.Value), leaves.Key) is not { } note) continue;
            waiting.Add(note);
            bytes += note.Payload.Length;
            if (bytes < FullNotes.ChunkBytes) continue;
            WriteNotes(chunks, waiting);
            bytes = 0;
        }

        if (waiting.Count > 0) WriteNotes(chunks, waiting);
    }

    private void WriteNotes(FullChunkWriter chunks, List<MappedNote> waiting)
    {
        _payload.Clear();
        FullNotes.Write(_payload, waiting);
        chunks.Write(FullFormat.NotesChunk, 0, _payload.Written);
        waiting.Clear();
    }
}
