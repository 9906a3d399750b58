using System.Buffers;

namespace BasisTrees.Bench;

/// <summary>The rows that build a tree and work on it: insertions, lookups, proofs, updates.</summary>
internal sealed class TreeRows(BenchOptions options, Clock clock, Workload workload)
{
    private const double PeerLeavesSmall = 100_000;

    private readonly Operation[] _batch = new Operation[options.Batch];
    private readonly ArrayBufferWriter<byte> _proof = new(1 << 20);

    /// <summary>The tree that the last building row has left.</summary>
    public Prover Prover { get; private set; } = new(Workload.Parameters);

    /// <summary>The bytes of the managed heap that this tree takes, after a full collection; its keys and values included.</summary>
    public long HeapBytes { get; private set; }

    private static double PeerInsertRate(int leaves) => leaves <= PeerLeavesSmall ? 102_000 : 50_000;

    /// <summary>Builds a tree of so many leaves, and updates it if a digest is pinned for that, only to compare digests.</summary>
    public static void CheckDigests(Workload workload, int leaves)
    {
        var prover = new Prover(Workload.Parameters);
        var batch = new Operation[1000];
        for (int first = 0; first < leaves; first += batch.Length)
        {
            workload.Inserts(batch, first);
            Apply(prover, batch, true);
            prover.Seal();
        }

        PinnedDigests.CheckInserts(leaves, prover.Digest);
        if (leaves < PinnedDigests.Updates) return;
        for (long first = 0; first < PinnedDigests.Updates; first += batch.Length)
        {
            workload.Updates(batch, first, leaves);
            Apply(prover, batch, true);
            prover.Seal();
        }

        PinnedDigests.CheckUpdates(leaves, prover.Digest);
    }

    /// <summary>A tree from nothing to all its leaves, with a digest for every batch, and a proof if asked.</summary>
    public Row Insert(bool withProof)
    {
        var row = new Row(withProof ? $"insert + proof every {options.Batch:N0}" : $"insert, digest every {options.Batch:N0}, no proof")
        {
            PeerRate = withProof ? PeerInsertRate(options.Leaves) : 90_000,
        };
        for (int round = 0; round < options.Rounds; round++)
        {
            Prover = new Prover(Workload.Parameters);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            clock.Measure(row, () => Build(withProof));
            HeapBytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            PinnedDigests.CheckInserts(options.Leaves, Prover.Digest);
        }

        return row;
    }

    /// <summary>Single lookups of values, no proof, no warming.</summary>
    public Row Lookup()
    {
        var row = new Row("lookup without proof, one by one") { PeerRate = 1e9 / 5400 };
        using Snapshot snapshot = Prover.Snapshot();
        var value = new ArrayBufferWriter<byte>(Workload.ValueLength);
        int[] picks = new int[Math.Min(options.Leaves, 200_000)];
        for (int i = 0; i < picks.Length; i++) picks[i] = workload.Pick(i, options.Leaves);
        Repeat(row, () =>
        {
            foreach (int pick in picks)
            {
                value.ResetWrittenCount();
                bool found = snapshot.TryGet(workload.Key(pick).Span, value);
                if (!found || !value.WrittenSpan.SequenceEqual(workload.Value(pick).Span)) throw Wrong("a lookup gave the wrong value");
            }

            return (picks.Length, 0);
        });
        return row;
    }

    /// <summary>Proofs of lookups on a snapshot.</summary>
    /// <param name="claims">Receives one claim for each proof of the last pass, to be verified.</param>
    public Row LookupProof(List<Claim> claims)
    {
        var row = new Row($"lookup + proof every {options.Batch:N0}") { PeerRate = 81_000 };
        using Snapshot snapshot = Prover.Snapshot();
        int batches = BatchesOf(PinnedDigests.Updates);
        var keys = new ReadOnlyMemory<byte>[options.Batch];
        byte[][] proofs = new byte[batches][];
        Repeat(row, () =>
        {
            for (int batch = 0; batch < batches; batch++)
            {
                long first = (long)batch * keys.Length;
                for (int i = 0; i < keys.Length; i++) keys[i] = workload.Key(workload.Pick(first + i, options.Leaves));
                _proof.ResetWrittenCount();
                if (!snapshot.TryProve(keys, _proof, out _, out Outcome outcome)) throw Wrong($"a lookup proof was refused: {outcome}");
                proofs[batch] = _proof.WrittenSpan.ToArray();
            }

            return ((long)batches * keys.Length, 0);
        });
        for (int batch = 0; batch < batches; batch++)
        {
            var lookups = new Operation[options.Batch];
            var values = new ReadOnlyMemory<byte>[options.Batch];
            for (int i = 0; i < lookups.Length; i++)
            {
                int pick = workload.Pick(((long)batch * lookups.Length) + i, options.Leaves);
                lookups[i] = Operation.Lookup(workload.Key(pick));
                values[i] = workload.Value(pick);
            }

            claims.Add(new Claim(snapshot.Digest, snapshot.Digest, lookups, values, proofs[batch]));
        }

        return row;
    }

    /// <summary>Updates with a proof for each batch.</summary>
    /// <param name="claims">Receives one claim for each proof of the last round, to be verified.</param>
    public Row UpdateProof(List<Claim> claims)
    {
        var row = new Row($"update + proof every {options.Batch:N0}") { PeerRate = 40_000 };
        int batches = BatchesOf(PinnedDigests.Updates);
        for (int round = 0; round < options.Rounds; round++)
        {
            claims.Clear();
            Operation[][] updates = new Operation[batches][];
            for (int batch = 0; batch < batches; batch++)
            {
                updates[batch] = new Operation[options.Batch];
                workload.Updates(updates[batch], (((long)round * batches) + batch) * options.Batch, options.Leaves);
            }

            clock.Measure(row, () =>
            {
                foreach (Operation[] batch in updates)
                {
                    Digest before = Prover.Digest;
                    Apply(Prover, batch, options.Prefetches);
                    _proof.ResetWrittenCount();
                    Digest after = Prover.Seal(_proof);
                    claims.Add(new Claim(before, after, batch, null, _proof.WrittenSpan.ToArray()));
                }

                return ((long)batches * options.Batch, 0);
            });
            bool isPinned = round == 0 && (long)batches * options.Batch == PinnedDigests.Updates;
            if (isPinned) PinnedDigests.CheckUpdates(options.Leaves, Prover.Digest);
        }

        return row;
    }

    /// <summary>Insertions on top of the full tree, each a batch of its own with its digest.</summary>
    public Row RootEach()
    {
        var row = new Row("root after every insert") { PeerRate = 52_000 };
        int count = (workload.KeyCount - options.Leaves) / options.Rounds;
        int next = options.Leaves;
        for (int round = 0; round < options.Rounds; round++)
        {
            clock.Measure(row, () =>
            {
                long hashes = Prover.Hashes;
                for (int end = next + count; next < end; next++)
                {
                    Outcome outcome = Prover.Apply(Operation.Insert(workload.Key(next), workload.Value(next)));
                    if (outcome != Outcome.Absent) throw Wrong($"an insertion gave {outcome}");
                    Prover.Seal();
                }

                return (count, Prover.Hashes - hashes);
            });
        }

        return row;
    }

    private static void Apply(Prover prover, ReadOnlySpan<Operation> batch, bool prefetches)
    {
        if (prefetches) prover.Prefetch(batch);
        foreach (ref readonly Operation operation in batch)
        {
            Outcome outcome = prover.Apply(operation);
            if (!outcome.IsDone()) throw Wrong($"an operation was refused: {outcome}");
        }
    }

    private static WrongResultException Wrong(string what) => new(what + ".");

    private (long Operations, long Hashes) Build(bool withProof)
    {
        long hashes = Prover.Hashes;
        for (int first = 0; first < options.Leaves; first += options.Batch)
        {
            Span<Operation> batch = _batch.AsSpan(0, Math.Min(options.Batch, options.Leaves - first));
            workload.Inserts(batch, first);
            Apply(Prover, batch, options.Prefetches);
            _proof.ResetWrittenCount();
            if (withProof) Prover.Seal(_proof);
            else Prover.Seal();
        }

        return (options.Leaves, Prover.Hashes - hashes);
    }

    private int BatchesOf(int operations) => Math.Max(1, operations / options.Batch);

    /// <summary>Measures a pass that changes nothing, as often as the options ask.</summary>
    private void Repeat(Row row, Func<(long Operations, long Hashes)> pass)
    {
        pass();
        for (int round = 0; round < options.Rounds; round++) clock.Measure(row, () => Passes.AtLeast(options.Seconds, pass));
    }
}
