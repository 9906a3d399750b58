using System.Buffers;
using Xunit;
using static BasisTrees.Tests.Property.ResidencyTree;

namespace BasisTrees.Tests.Property;

/// <summary>What a reader may rely on while nodes leave memory, case by case.</summary>
public sealed class ResidencyReadingTests(ITestOutputHelper output)
{
    [Fact]
    public void A_snapshot_held_through_a_thousand_commits_and_full_evictions_proves_against_its_digest()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        Random random = new(TreesRun.Seed);
        ResidencyTree tree = new(TreesRun.Seed, 300, residentBytesMax: 0);
        using Snapshot snapshot = tree.Prover.Snapshot();
        for (int commit = 0; commit < 1_000; commit++)
        {
            int n = random.Next(300);
            tree.Prover.Apply(Operation.RemoveIfExists(Key(random.Next(300))));
            tree.Prover.Apply(Operation.InsertOrUpdate(Key(n), Value(commit)));
            tree.Prover.Seal();
            if (commit % 10 == 3)
            {
                tree.Checkpoint();
                tree.Nodes.Sweep([snapshot.Revision, tree.Prover.Revision]);
            }

            tree.Prover.Trim();
            if (commit % 50 == 0) ProveAll(snapshot);
        }

        tree.Checkpoint();
        tree.Prover.Trim();
        Assert.Equal(1, tree.Prover.Pool.InUse);
        ProveAll(snapshot);
    }

    [Fact]
    public void A_call_that_has_begun_sees_its_nodes_whatever_the_writer_does()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        foreach (bool isEarlier in new[] { false, true })
        {
            ResidencyTree tree = new(TreesRun.Seed, 200, residentBytesMax: 0);
            using Snapshot snapshot = tree.Prover.Snapshot();
            if (isEarlier) tree.Checkpoint();
            int before = tree.Prover.Pool.InUse;
            ResidencyInterruption value = new(() => Upset(tree, before));
            Assert.True(snapshot.TryGet(Key(77), value));
            Assert.Equal(Value(77), value.Written.ToArray());

            tree = new(TreesRun.Seed, 200, residentBytesMax: 0);
            using Snapshot other = tree.Prover.Snapshot();
            ArrayBufferWriter<byte> expected = new();
            ReadOnlyMemory<byte>[] keys = [Key(3), Key(150), Key(900)];
            Assert.True(other.TryProve(keys, expected, out _, out _));
            ResidencyInterruption proof = new(() => Upset(tree, before));
            Assert.True(other.TryProve(keys, proof, out _, out _));
            Assert.Equal(expected.WrittenSpan.ToArray(), proof.Written.ToArray());

            // Once nobody reads, the memory is used again.
            tree.Prover.Trim();
            Assert.Equal(1, tree.Prover.Pool.InUse);
        }
    }

    [Fact]
    public void An_entry_stays_until_the_cursor_moves()
    {
        ResidencyTree tree = new(1, 200, residentBytesMax: 0);
        using Snapshot snapshot = tree.Prover.Snapshot();
        Cursor cursor = snapshot.Scan(default, default);
        for (int i = 0; i < 200; i++)
        {
            Assert.True(cursor.MoveNext());
            ReadOnlySpan<byte> key = cursor.Key;
            ReadOnlySpan<byte> value = cursor.Value;
            if (i % 20 == 7) Upset(tree, nodesMin: 0);
            Assert.Equal(Key(i), key.ToArray());
            Assert.Equal(Value(i), value.ToArray());
        }

        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_move_that_failed_is_made_again()
    {
        ResidencyTree tree = new(1, 100);
        tree.Reopen(tree.Checkpoint());
        using Snapshot snapshot = tree.Prover.Snapshot();
        Cursor cursor = snapshot.Scan(default, default);
        for (int i = 0; i < 100; i++)
        {
            tree.Nodes.ReadsLeft = 0;
            if (i % 2 == 0) Assert.Throws<ResidencyFaultException>(() => cursor.MoveNext());
            tree.Nodes.ReadsLeft = int.MaxValue;
            Assert.True(cursor.MoveNext());
            Assert.Equal(Key(i), cursor.Key.ToArray());
        }

        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void What_readers_missed_is_brought_in()
    {
        ResidencyTree tree = new(1, 1_000);
        tree.Reopen(tree.Checkpoint());
        using Snapshot snapshot = tree.Prover.Snapshot();
        Assert.True(snapshot.Contains(Key(500)));
        Assert.True(snapshot.TryProve([Key(20), Key(21)], new ArrayBufferWriter<byte>(), out _, out _));
        Assert.True(snapshot.Scan(Key(700), default).MoveNext());
        Assert.Equal(4, tree.Prover.WarmMissed());
        Assert.Equal(0, tree.Prover.WarmMissed());
        int reads = tree.Nodes.Reads;
        Assert.True(snapshot.Contains(Key(500)) && snapshot.Contains(Key(20)) && snapshot.Contains(Key(21)));
        Assert.True(snapshot.Scan(Key(700), default).MoveNext());
        Assert.Equal(reads, tree.Nodes.Reads);
        TreesInventory.CheckResident(tree.Prover, "warmed");
    }

    [Fact]
    public void What_a_checkpoint_has_stored_stays_until_it_is_settled_because_older_revisions_name_its_keys()
    {
        ResidencyTree tree = new(1, 200, residentBytesMax: 0);
        using Snapshot older = tree.Prover.Snapshot();
        for (int i = 0; i < 200; i++) tree.Prover.Apply(Operation.Update(Key(i), Value(-i)));
        tree.Prover.Seal();
        IReadOnlyList<Snapshot> held = tree.Prover.HeldSnapshots();
        Assert.Equal([1L, 2L], held.Select(snapshot => snapshot.Revision));
        foreach (Snapshot snapshot in held) snapshot.WriteUnstored(tree.Nodes);
        Assert.Equal(0, tree.Prover.UnstoredBytes);
        Assert.Equal(0, tree.Prover.Trim());

        // New keys, in whatever memory is free.
        for (int i = 0; i < 400; i++) tree.Prover.Apply(Operation.Insert(Key(1_000 + i), Value(i)));
        tree.Prover.Seal();
        Cursor cursor = older.Scan(default, default);
        for (int i = 0; i < 200; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(Key(i), cursor.Key.ToArray());
            Assert.Equal(Value(i), cursor.Value.ToArray());
        }

        List<Departure> departures = [];
        Assert.True(tree.Prover.Settle(2, departures) >= 399);
        foreach (Snapshot snapshot in held) snapshot.Dispose();
        Assert.True(tree.Prover.Trim() > 0);
        Assert.All(departures, departure => Assert.Equal(2, departure.Death));
    }

    [Fact]
    public void What_was_stored_ahead_of_the_checkpoint_stays_until_its_own_is_settled()
    {
        ResidencyTree tree = new(1, 200, residentBytesMax: 0);
        using Snapshot older = tree.Prover.Snapshot();
        for (int i = 0; i < 200; i++) tree.Prover.Apply(Operation.Update(Key(i), Value(-i)));
        tree.Prover.Seal();
        older.WriteUnstored(tree.Nodes);
        using Snapshot newer = tree.Prover.Snapshot();
        newer.WriteUnstored(tree.Nodes);
        tree.Prover.Settle(1, []);
        Assert.Equal(0, tree.Prover.Trim());
        for (int i = 0; i < 400; i++) tree.Prover.Apply(Operation.Insert(Key(1_000 + i), Value(i)));
        tree.Prover.Seal();
        Cursor cursor = older.Scan(default, default);
        for (int i = 0; i < 200; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(Key(i), cursor.Key.ToArray());
        }

        tree.Checkpoint();
        Assert.True(tree.Prover.Trim() > 0);
    }

    [Fact]
    public void What_departed_after_the_checkpoint_is_kept_back_when_it_is_settled()
    {
        ResidencyTree tree = new(1, 10);
        foreach (Snapshot snapshot in tree.Prover.HeldSnapshots())
        {
            snapshot.WriteUnstored(tree.Nodes);
            snapshot.Dispose();
        }

        // Nobody holds the revision any more, so that what follows lets go of it.
        tree.Prover.Apply(Operation.Update(Key(4), Value(0)));
        tree.Prover.Seal();
        List<Departure> departures = [];
        tree.Prover.Settle(1, departures);
        Assert.Empty(departures);
        tree.Prover.DrainDepartures(departures);
        Assert.NotEmpty(departures);
        Assert.All(departures, departure => Assert.Equal(2, departure.Death));
        tree.Prover.DrainDepartures(departures = []);
        Assert.Empty(departures);
    }

    /// <summary>Commits, stores everything, empties memory and uses what was freed.</summary>
    private static void Upset(ResidencyTree tree, int nodesMin)
    {
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 200; i++) tree.Prover.Apply(Operation.InsertOrUpdate(Key(i), Value(-i - round)));
            tree.Prover.Seal();
            tree.Checkpoint();
            tree.Prover.Trim();
        }

        // The reader's epoch keeps what it sees.
        Assert.True(tree.Prover.Pool.InUse >= nodesMin);
    }

    private static void ProveAll(Snapshot snapshot)
    {
        ReadOnlyMemory<byte>[] keys = [.. Enumerable.Range(0, 300).Select(i => (ReadOnlyMemory<byte>)Key(i))];
        ArrayBufferWriter<byte> proof = new();
        Assert.True(snapshot.TryProve(keys, proof, out _, out _));
        Verifier verifier = new(snapshot.Parameters);
        Assert.True(verifier.TryBegin(snapshot.Digest, proof.WrittenSpan));
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(Outcome.Present, verifier.Apply(Operation.Lookup(keys[i])));
            Assert.Equal(Value(i), verifier.OldValue.ToArray());
        }

        Assert.True(verifier.TryFinish(out Digest digest) && digest == snapshot.Digest);
    }
}
