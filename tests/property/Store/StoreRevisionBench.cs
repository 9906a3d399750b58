using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>A store with the slow tree beside it, as it was at every revision.</summary>
internal sealed class StoreRevisionBench : IDisposable
{
    private readonly StoreDefinition _definition;
    private readonly StoreOptions _options;
    private readonly bool _hasThread;
    private readonly Random _random;
    private readonly List<ReferenceTree> _models = []; // by revision; guarded by itself

    public StoreRevisionBench(int seed, StoreOptions options, bool hasThread = false)
    {
        _random = new Random(seed);
        _options = options;
        _hasThread = hasThread;
        _definition = new StoreDefinition("revisions", new TreeParameters(seed % 3 == 0 ? 32 : 6), (seed % 3) switch
        {
            0 => KeyMode.Hashed,
            1 => KeyMode.Raw,
            _ => KeyMode.Padded,
        });
        Disk = new SimDisk(seed);
        TreeStore.Create(Disk, _definition, CheckingBench.StoreId);
        _models.Add(new ReferenceTree(_definition.Parameters));
        Store = Open();
    }

    public SimDisk Disk { get; }

    public TreeStore Store { get; private set; }

    public void Dispose() => Store.Dispose();

    public SimDisk CloseDisk()
    {
        Store.Dispose();
        return Disk;
    }

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    /// <summary>Commits some changes to both.</summary>
    public void Commit()
    {
        Batch batch = CheckingBench.Change(_random, _definition);
        ReferenceTree model = ModelOf(_models.Count - 1).Fork();
        foreach (Operation operation in batch.Operations)
        {
            byte[] key = new byte[_definition.Parameters.KeyLength];
            Assert.True(_definition.Keys.TryMap(operation.Key.Span, key));
            Assert.True(model.Apply(operation with { Key = key }).Outcome.IsDone());
        }

        model.Seal();
        lock (_models) _models.Add(model);
        CommitResult result = _hasThread ? Store.Commit(batch) : StoreBench.Answer(StoreBench.Group(Store, batch)[0]);
        Assert.Equal((CommitOutcome.Committed, model.Digest), (result.Outcome, result.After));
    }

    /// <summary>The revisions that can be read, the newest first.</summary>
    public long[] Kept() =>
        [.. Store.Checkpoints().Select(facts => facts.Revision).Append(Store.Head.Revision).Distinct().OrderDescending()];

    /// <summary>The names of checkpoints.</summary>
    public IEnumerable<string> Names() => Store.Checkpoints().Select(facts => facts.Name).Where(name => name.Length > 0);

    /// <summary>The revision of the checkpoint that retention takes away next, or null if there is none.</summary>
    public long? NextToGo() => Store.Checkpoints().LastOrDefault(facts => facts.Name.Length == 0)?.Revision;

    public bool IsReadable(long revision)
    {
        if (!Store.TrySnapshotAt(revision, out StoreSnapshot? snapshot)) return false;
        snapshot.Dispose();
        return true;
    }

    /// <summary>Asks every kept revision; returns how many there are.</summary>
    public int AskKept(Random random)
    {
        long[] kept = Kept();
        foreach (long revision in kept)
        {
            Assert.True(Store.TrySnapshotAt(revision, out StoreSnapshot? snapshot), $"revision {revision} is kept");
            using (snapshot) Ask(snapshot, random);
        }

        return kept.Length;
    }

    /// <summary>Asks a revision about keys, ranges, ids and proofs.</summary>
    public void Ask(StoreSnapshot snapshot, Random random)
    {
        ReferenceTree model = ModelOf((int)snapshot.Revision);
        Assert.Equal((model.Digest, model.Count), (snapshot.Digest, snapshot.Count));
        Assert.True(snapshot.Tree.TryShare(out Snapshot? shared));
        using (var check = new TreesSnapshotCheck(shared, model.Fork(), snapshot.Revision)) check.Ask(random);
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        KeyValuePair<byte[], byte[]>[] expected = [.. model.Entries()];
        StoreEntry[] found = [.. entries];
        Assert.Equal(expected.Length, found.Length);
        var ids = new List<ReadOnlyMemory<byte>> { _definition.KeyMode == KeyMode.Raw ? (byte[])[7, 9, 9, 9, 9, 9] : [7, 9, 9] };
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i].Key, found[i].Key);
            Assert.Equal(expected[i].Value, found[i].Value);
            byte[] id = found[i].Id ?? throw new InvalidOperationException("Every id of a store that named it is known.");
            if (random.Next(20) != 0) continue;
            ids.Add(id);
            Assert.True(snapshot.TryGet(id, out byte[]? value));
            Assert.Equal(expected[i].Value, value);
        }

        AskProof(snapshot, model, ids);
    }

    /// <summary>Asks kept revisions until told to stop; returns how many were asked.</summary>
    public int ReadUntil(CancellationToken stop, int seed)
    {
        var random = new Random(seed);
        int asked = 0;
        while (!stop.IsCancellationRequested)
        {
            long revision = Kept()[^1];
            if (!Store.TrySnapshotAt(revision, out StoreSnapshot? snapshot)) continue; // it went between the two calls
            using (snapshot) Ask(snapshot, random);
            asked++;
        }

        return asked;
    }

    // The very bytes that the slow tree proves with, which convince a verifier that knows the revision's digest only.
    private void AskProof(StoreSnapshot snapshot, ReferenceTree model, List<ReadOnlyMemory<byte>> ids)
    {
        Assert.True(snapshot.TryProve(ids, out byte[]? proof, out _, out _));
        ReferenceTree fork = model.Fork();
        var verifier = new Verifier(_definition.Parameters);
        Assert.True(verifier.TryBegin(model.Digest, proof));
        foreach (ReadOnlyMemory<byte> id in ids)
        {
            byte[] key = new byte[_definition.Parameters.KeyLength];
            Assert.True(_definition.Keys.TryMap(id.Span, key));
            ReferenceAnswer answer = fork.Apply(Operation.Lookup(key));
            Assert.Equal(answer.Outcome, verifier.Apply(Operation.Lookup(key)));
            if (answer.Outcome == Outcome.Present) Assert.Equal(answer.Old, verifier.OldValue.ToArray());
        }

        Assert.True(verifier.TryFinish(out Digest after));
        Assert.Equal(model.Digest, after);
        Assert.Equal(fork.Seal(), proof);
    }

    private ReferenceTree ModelOf(int revision)
    {
        lock (_models) return _models[revision];
    }

    private TreeStore Open() => _hasThread ? TreeStore.Open(Disk, _options) : StoreBench.Manual(Disk, _options);
}
