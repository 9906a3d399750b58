namespace BasisTrees.Persistence;

/// <summary>
/// Reads a full checkpoint chunk by chunk; each is checked before its nodes and ids are passed on, and the whole before it is called whole.
/// </summary>
/// <remarks>
/// If it throws, what the sink took is of no use. Ids are passed on like nodes, as <c>02, id</c> under their key, the way node stores keep
/// them.
/// </remarks>
internal sealed class FullReader
{
    private readonly IByteSource _source;
    private readonly INodeSink _sink;
    private readonly FullChunkReader _chunks;
    private FullState? _state;
    private ManifestImport? _import;
    private FullLeafSink? _leaves;
    private byte[] _id = new byte[256];

    /// <summary>Begins to read.</summary>
    /// <param name="source">The file.</param>
    /// <param name="sink">Takes nodes and ids.</param>
    /// <exception cref="StoreException">It is no full checkpoint, or the disk fails.</exception>
    internal FullReader(IByteSource source, INodeSink sink)
    {
        _source = source;
        _sink = sink;
        _chunks = new FullChunkReader(source);
    }

    internal FullHeader Header => _chunks.Header;

    /// <summary>Takes the notes, each with a body that it commits to or none; null for nobody.</summary>
    internal Action<MappedNote>? Notes { get; init; }

    /// <summary>Reads the state alone, for whoever wants to know what the file is; nothing else may be called then.</summary>
    /// <exception cref="StoreException">The file is damaged or a newer program's, or the disk fails.</exception>
    internal FullState ReadState()
    {
        _chunks.Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload);
        if (header is not { Type: FullFormat.StateChunk, Version: 1 }) _chunks.Damage("the chunk with the state was expected first");
        FullState? state = FullState.Read(payload, _source.Path);
        bool belongs = state is not null && state.Definition.StoreId == Header.StoreId && state.Chain.Revision == Header.Revision;
        if (!belongs) _chunks.Damage("the state that the header speaks of was expected");
        return state!; // the line before does not return if it is null
    }

    /// <summary>Reads the file to its end.</summary>
    /// <exception cref="StoreException">The file is damaged or a newer program's, or the disk fails.</exception>
    internal FullCheckpoint Read()
    {
        _state = ReadState();
        _leaves = new FullLeafSink(_sink, _state.Definition.Definition.Parameters.KeyLength)
        {
            IsNoting = _state.Definition.Definition.KeyMode == KeyMode.Hashed,
        };
        while (true)
        {
            _chunks.Read(out FullChunkHeader header, out ReadOnlySpan<byte> payload);
            switch (header.Type, header.Version)
            {
                case (FullFormat.ManifestChunk, 1) when _import is null:
                    ReadManifest(payload);
                    break;
                case (FullFormat.LivesChunk, 1) when _state.Lives.Count == 0:
                    if (FullState.ReadLives(payload) is not { } lives) _chunks.Damage("the incarnations of the store were expected");
                    else _state = _state with { Lives = lives };
                    break;
                case (FullFormat.SubtreeChunk, 1):
                    ReadSubtree(payload);
                    break;
                case (FullFormat.IdsChunk, 1):
                    ReadIds(payload);
                    break;
                case (FullFormat.NotesChunk, 1):
                    ReadNotes(payload);
                    break;
                case (FullFormat.EndChunk, 1):
                    return ReadEnd(payload);
                case (FullFormat.StateChunk or FullFormat.ManifestChunk or FullFormat.LivesChunk, 1):
                    _chunks.Damage($"one chunk of type {header.Type} was expected, not two");
                    break;
                default:
                    if (!header.IsOptional) throw Unknown(header);
                    break;
            }
        }
    }

    private void ReadManifest(ReadOnlySpan<byte> payload)
    {
        FullState state = _state!; // read first
        ManifestRefusal refusal = Manifest.TryRead(
            payload, state.Definition.Definition.Parameters, state.Chain.Digest, out Manifest? manifest);
        if (manifest is null) _chunks.Damage($"the manifest of {state.Chain.Digest} was expected, and this is refused ({refusal})");
        _import = new ManifestImport(manifest, _leaves!, state.Chain.Revision); // made with the state
    }

    private void ReadSubtree(ReadOnlySpan<byte> payload)
    {
        FullLeafSink leaves = _leaves!; // made with the state
        if (_import is null) _chunks.Damage("the manifest was expected before its subtrees");
        if (leaves.Due > 0) _chunks.Damage($"the ids of {leaves.Due} more leaves were expected");
        leaves.Clear();
        ManifestRefusal refusal = _import.Add(payload);
        if (refusal != ManifestRefusal.None) _chunks.Damage($"a subtree of the manifest was expected, and this is refused ({refusal})");

        // A leaf that stands in the manifest is written at the end only.
        if (leaves.IsNoting && leaves.Due == 0 && payload[0] == EncodedNode.LeafTag) leaves.Note(payload);
    }

    private void ReadIds(ReadOnlySpan<byte> payload)
    {
        FullLeafSink leaves = _leaves!; // made with the state
        KeyScheme keys = _state!.Definition.Definition.Keys; // read first
        var reader = new ByteReader(payload);
        uint count = reader.U32();
        Span<byte> key = stackalloc byte[TreeParameters.KeyLengthMax];
        key = key[..keys.KeyLength];
        for (uint i = 0; i < count && !reader.Failed; i++)
        {
            ReadOnlySpan<byte> id = reader.Take(reader.U32());
            if (reader.Failed) break;
            if (!keys.TryMap(id, key) || !leaves.TryName(key)) _chunks.Damage($"as id {i} the one of the next leaf was expected");
            if (_id.Length <= id.Length) _id = new byte[id.Length + 1];
            _id[0] = NodeFormat.IdTag;
            id.CopyTo(_id.AsSpan(1));
            _sink.Write(new Label(key), _id.AsSpan(0, id.Length + 1), _state.Chain.Revision);
        }

        if (!reader.IsComplete) _chunks.Damage("as many ids as the chunk says were expected");
    }

    private void ReadNotes(ReadOnlySpan<byte> payload)
    {
        List<MappedNote>? notes = FullNotes.Read(payload);
        if (notes is null) _chunks.Damage("notes with the bodies that they commit to were expected");
        foreach (MappedNote note in notes) Notes?.Invoke(note);
    }

    private FullCheckpoint ReadEnd(ReadOnlySpan<byte> payload)
    {
        FullLeafSink leaves = _leaves!; // made with the state
        var reader = new ByteReader(payload);
        uint chunks = reader.U32();
        uint zero = reader.U32();
        ulong length = reader.U64();
        Label hash = reader.Label();
        bool agrees = reader.IsComplete && zero == 0 && chunks == _chunks.Number - 1 && length == (ulong)_chunks.Start;
        if (!agrees) _chunks.Damage($"the end of a file of {_chunks.Number - 1} chunks and {_chunks.Start} bytes was expected");
        if (hash != _chunks.HashBefore) _chunks.Damage("the hash of everything before was expected");
        if (leaves.Due > 0) _chunks.Damage($"the ids of {leaves.Due} more leaves were expected");
        if (_import is null) _chunks.Damage("a manifest was expected before the end");
        leaves.IsNoting = false;
        ManifestRefusal refusal = _import.TryFinish(out StoredRoot root);
        if (refusal != ManifestRefusal.None) _chunks.Damage($"the whole tree was expected by now, and it is refused ({refusal})");
        if (root.Count != _state!.Count) _chunks.Damage($"a tree of {_state.Count} keys was expected, and it has {root.Count}");
        _chunks.ExpectEnd();
        return new FullCheckpoint(_state, root, hash, _chunks.Number, _source.Position);
    }

    private StoreException Unknown(in FullChunkHeader header)
    {
        long offset = _source.Locate(_chunks.Start);
        return new StoreException(
            $"{_source.Path}, byte {offset}: a chunk of type {header.Type}, version {header.Version}, that this program does not know and "
            + "may not pass over; a newer program wrote it.", _source.Path, offset);
    }
}
