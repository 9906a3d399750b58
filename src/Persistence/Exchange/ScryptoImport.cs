namespace BasisTrees.Persistence;

/// <summary>Makes a store of a tree that came as scrypto's manifest and subtrees, each checked before its nodes are used.</summary>
/// <remarks>
/// The tree keeps its digest and shape. It is revision 1 of the store, which has no record in its log: the history begins after it. Keys
/// are the ids, as nothing tells what they were made of.
/// </remarks>
public static class ScryptoImport
{
    // How much of the tree stays in memory while it is written out again.
    private const long CacheBytes = 16 << 20;

    /// <summary>Makes the store.</summary>
    /// <param name="source">The directory with <c>manifest</c> and <c>subtree-00000000</c> and so on.</param>
    /// <param name="target">The directory of the store; no file of a store may be in it.</param>
    /// <param name="definition">What the store is for; its keys are raw.</param>
    /// <param name="digest">The digest that the tree must have, or null to take whatever the manifest has.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <returns>The head of the store.</returns>
    /// <exception cref="ArgumentException">The keys of the definition are not raw.</exception>
    /// <exception cref="StoreExistsException">There is a store in the target already.</exception>
    /// <exception cref="StoreDamagedException">A file is missing or refused; the sentence says which check it failed.</exception>
    /// <exception cref="StoreException">A disk fails.</exception>
    public static Head Found(
        IDisk source, IDisk target, StoreDefinition definition, Digest? digest = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.KeyMode != KeyMode.Raw) throw new ArgumentException("The keys of an imported tree are raw.", nameof(definition));
        Manifest manifest = ReadManifest(source, definition, digest);
        using IDisposable held = StoreDirectory.Lock(target);
        var founding = new StoreFounding(target);
        try
        {
            var file = new DefinitionFile(StoreId.Random(), definition);
            return Write(source, target, manifest, new FoundingRun(founding, file, (time ?? TimeProvider.System).GetUtcNow()));
        }
        catch
        {
            founding.TakeAway();
            throw;
        }
    }

    private static Head Write(IDisk source, IDisk target, Manifest manifest, in FoundingRun run)
    {
        var options = new StoreOptions();
        DefinitionFile definition = run.Definition;
        var verifier = new NodeVerifier(definition.Definition);
        using var nodes = SegmentNodeStore.Open(target, definition.StoreId, options.NodeSegmentBytes, verifier);
        var sink = new NodeStoreSink(nodes);
        StoredRoot root = ReadTree(source, manifest, sink);
        NodeStoreMark mark = nodes.Sync();
        var state = new FullState(definition, new ChainPoint(root.Revision, 1, definition.Hash, root.Digest), root.Count)
        {
            RecordUnixNanoseconds = run.UnixNanoseconds,
            UnixNanoseconds = run.UnixNanoseconds,
        };
        var ids = new KeyIds(definition.Definition);
        var tree = new Prover(definition.Definition.Parameters, new VerifiedNodes(nodes, verifier, null), root, CacheBytes);
        using (Snapshot snapshot = tree.Snapshot())
            FullFile.Write(target, new FullWriter(state, snapshot, ids, packs: true), root.Revision);
        using var log = new RestoredLog(target, definition.StoreId, state.Chain, options.SegmentBytesMax);
        log.Finish();
        var start = new IncarnationStart(IncarnationOrigin.Restored, root.Revision, root.Digest, 0, run.Time);
        run.Founding.Complete(state, new FoundedNodes(nodes.Engine, root.Place, mark, sink.Records), log, start);
        return new Head(root.Revision, root.Digest, state.Chain.NextSequence, root.Count);
    }

    private static Manifest ReadManifest(IDisk source, StoreDefinition definition, Digest? digest)
    {
        byte[] bytes = Read(source, ScryptoFiles.Manifest);
        ManifestRefusal refusal = Manifest.TryRead(bytes, definition.Parameters, digest, out Manifest? manifest);
        if (manifest is not null) return manifest;
        string of = digest is { } wanted ? $" of {wanted}" : string.Empty;
        throw new StoreDamagedException(
            source.PathOf(ScryptoFiles.Manifest), 0, $"the manifest{of} of a tree with such keys and values was expected ({refusal})");
    }

    private static StoredRoot ReadTree(IDisk source, Manifest manifest, INodeSink sink)
    {
        var import = new ManifestImport(manifest, sink, revision: 1);
        for (int i = 0; i < manifest.Subtrees.Count; i++)
        {
            string name = ScryptoFiles.Subtree(i);
            ManifestRefusal refusal = import.Add(Read(source, name));
            if (refusal != ManifestRefusal.None)
                throw new StoreDamagedException(source.PathOf(name), 0, $"a subtree of the manifest was expected ({refusal})");
        }

        ManifestRefusal whole = import.TryFinish(out StoredRoot root);
        return whole == ManifestRefusal.None
            ? root
            : throw new StoreDamagedException(
                source.PathOf(ScryptoFiles.Manifest), 0, $"the manifest of the tree that the subtrees make was expected ({whole})");
    }

    private static byte[] Read(IDisk source, string name)
    {
        try
        {
            using IFile file = source.Open(name, FileOpening.Read);
            long length = file.ReadLength();
            if (length > ManifestWriter.BytesMaxDefault)
                throw new StoreDamagedException(file.Path, 0, $"at most {ManifestWriter.BytesMaxDefault} bytes were expected");
            byte[] bytes = new byte[length];
            int read = file.ReadAt(0, bytes);
            return read == bytes.Length ? bytes : throw new StoreDamagedException(file.Path, read, $"{bytes.Length} bytes were expected");
        }
        catch (StoreNotFoundException)
        {
            throw new StoreDamagedException(source.PathOf(name), 0, "this file of an exported tree was expected, and it is missing");
        }
    }

    private readonly record struct FoundingRun(StoreFounding Founding, DefinitionFile Definition, DateTimeOffset Time)
    {
        internal long UnixNanoseconds => (Time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
    }
}
