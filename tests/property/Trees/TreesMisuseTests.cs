using System.Buffers;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Calls in an order, or with an output, that nobody should use: clear exceptions, and nothing lost.</summary>
public sealed class TreesMisuseTests(ITestOutputHelper output)
{
    private static readonly TreeParameters s_parameters = new(4, null, 20_000);

    [Fact]
    public void An_output_that_throws_loses_nothing()
    {
        Prover prover = Filled(100);
        Digest before = prover.Digest;
        Operation insert = Operation.Insert(Key(7_000), new byte[3]);
        Assert.Throws<NotSupportedException>(() => prover.TryPreview([insert], new ThrowingOutput(), out _, out _, out _));
        Assert.Equal(before, prover.Digest);

        prover.Apply(insert);
        Assert.Throws<NotSupportedException>(() => prover.Seal(new ThrowingOutput()));
        Assert.Equal((1, 101), (prover.Revision, prover.Count));
        ArrayBufferWriter<byte> proof = new();
        Digest after = prover.Seal(proof);
        Verifier verifier = new(s_parameters);
        Assert.True(verifier.TryBegin(before, proof.WrittenSpan));
        Assert.Equal(Outcome.Absent, verifier.Apply(insert));
        Assert.True(verifier.TryFinish(out Digest shown));
        Assert.Equal(after, shown);

        using Snapshot snapshot = prover.Snapshot();
        Assert.Throws<NotSupportedException>(() => snapshot.TryGet(Key(1), new ThrowingOutput()));
        Assert.Throws<NotSupportedException>(() => snapshot.TryProve([Key(1)], new ThrowingOutput(), out _, out _));
        Assert.True(snapshot.TryProve([Key(1)], new ArrayBufferWriter<byte>(), out _, out _));
    }

    [Fact]
    public void Batches_of_nothing_but_lookups_and_refusals_keep_the_digest()
    {
        Prover prover = Filled(50);
        Digest before = prover.Digest;
        Assert.Equal(Outcome.KeyExists, prover.Apply(Operation.Insert(Key(1), new byte[1])));
        Assert.True(prover.TryPreview([], null, out Digest digest, out int failedIndex, out Outcome outcome));
        Assert.Equal((before, -1, Outcome.Absent), (digest, failedIndex, outcome));
        prover.Discard();

        Assert.Equal(Outcome.Present, prover.Apply(Operation.Lookup(Key(1))));
        Assert.Throws<InvalidOperationException>(() => prover.TryPreview([], null, out _, out _, out _));
        Assert.Equal(before, prover.Seal());
        Assert.Equal(before, prover.Seal());
        Assert.Equal(3, prover.Revision);
        TreesInventory.Check(prover, "lookups");
    }

    [Fact]
    public void A_cursor_after_the_disposal_of_its_snapshot_says_so()
    {
        Prover prover = Filled(50);
        Snapshot snapshot = prover.Snapshot();
        Cursor cursor = snapshot.Scan(default, default);
        Assert.Throws<InvalidOperationException>(() => cursor.Key.Length);
        Assert.True(cursor.MoveNext());
        snapshot.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => cursor.Key.Length);
        Assert.Throws<ObjectDisposedException>(() => cursor.Value.Length);
        Assert.Throws<ObjectDisposedException>(() => snapshot.Scan(default, default));
        Assert.Throws<ObjectDisposedException>(() => snapshot.Contains(Key(1)));
        Assert.False(snapshot.TryShare(out _));
    }

    [Fact]
    public void A_snapshot_disposed_by_another_thread_during_scans_ends_them_and_harms_nothing()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        Random random = new(TreesRun.Seed);
        Prover prover = Filled(300);
        for (int round = 0; round < TreesRun.Count(150, 10_000); round++)
        {
            Snapshot snapshot = prover.Snapshot();
            using Barrier start = new(2);
            Exception? other = null;
            int entries = 0;
            Thread reader = new(() =>
            {
                start.SignalAndWait();
                try
                {
                    while (entries < 100_000_000) entries += Scan(snapshot);
                }
                catch (ObjectDisposedException)
                {
                    // The end that is meant.
                }
                catch (ArgumentOutOfRangeException)
                {
                    // A long value let go between the look at the snapshot and the read: clear enough, and no memory is touched.
                }
                catch (Exception unexpected)
                {
                    other = unexpected;
                }
            });
            reader.Start();
            start.SignalAndWait();
            Change(prover, random);
            snapshot.Dispose();
            for (int i = 0; i < 10; i++) Change(prover, random);
            reader.Join();
            Assert.True(other is null, $"{other}");
        }

        prover.Seal();
        TreesInventory.Check(prover, "the end");
    }

    [Fact]
    public void A_batch_and_a_lookup_proof_of_a_hundred_thousand_operations()
    {
        const int Count = 100_000;
        TreeParameters parameters = new(8, 8);
        Prover prover = new(parameters);
        Verifier verifier = new(parameters);
        Operation[] inserts = new Operation[Count];
        Random random = new(1);
        for (int i = 0; i < Count; i++)
        {
            byte[] key = new byte[8];
            random.NextBytes(key);
            inserts[i] = Operation.InsertOrUpdate(key, new byte[8]);
        }

        ReadOnlyMemory<byte>[] keys = [.. inserts.Select(insert => insert.Key)];
        foreach (Operation[] batch in new[] { inserts, [.. keys.Select(Operation.RemoveIfExists)], inserts })
        {
            Digest before = prover.Digest;
            foreach (Operation operation in batch) Assert.True(prover.Apply(operation).IsDone());
            ArrayBufferWriter<byte> proof = new();
            Digest after = prover.Seal(proof);
            Assert.True(verifier.TryBegin(before, proof.WrittenSpan, Count));
            foreach (Operation operation in batch) Assert.True(verifier.Apply(operation).IsDone());
            Assert.True(verifier.TryFinish(out Digest shown) && shown == after);
        }

        using Snapshot snapshot = prover.Snapshot();
        ArrayBufferWriter<byte> lookups = new();
        Assert.True(snapshot.TryProve(keys, lookups, out _, out _));
        Assert.True(verifier.TryBegin(snapshot.Digest, lookups.WrittenSpan, Count, 0));
        foreach (ReadOnlyMemory<byte> key in keys) Assert.Equal(Outcome.Present, verifier.Apply(Operation.Lookup(key)));
        Assert.True(verifier.TryFinish(out _));
        TreesInventory.Check(prover, "the end");
    }

    [Fact]
    public void A_proof_of_64_MiB_and_values_that_move_to_another_leaf_are_not_copied()
    {
        TreeParameters parameters = new(2, null, 16 << 20);
        Prover prover = new(parameters);
        for (byte i = 1; i <= 4; i++) prover.Apply(Operation.Insert(new byte[] { i, 0 }, new byte[16 << 20]));
        for (byte i = 1; i <= 4; i++) prover.Apply(Operation.Insert(new byte[] { i, 1 }, new byte[1]));
        prover.Seal();
        Digest before = prover.Digest;
        Operation[] batch = new Operation[8];
        for (byte i = 1; i <= 4; i++)
        {
            batch[i - 1] = Operation.Lookup(new byte[] { i, 0 });
            batch[i + 3] = Operation.Remove(new byte[] { i, 1 });
        }

        long bytes = prover.Bytes;
        foreach (Operation operation in batch) Assert.Equal(Outcome.Present, prover.Apply(operation));
        ArrayBufferWriter<byte> proof = new();
        Digest after = prover.Seal(proof);
        Assert.InRange(proof.WrittenCount, 64 << 20, (64 << 20) + 4_096);
        Assert.InRange(prover.Bytes, bytes, bytes + (1 << 20));
        TreesInventory.Check(prover, "long values");

        Verifier verifier = new(parameters);
        Assert.True(verifier.TryBegin(before, proof.WrittenSpan));
        foreach (Operation operation in batch) Assert.Equal(Outcome.Present, verifier.Apply(operation));
        Assert.True(verifier.TryFinish(out Digest shown) && shown == after);
        Assert.False(verifier.TryBegin(after, proof.WrittenSpan));
        Assert.Equal(0, verifier.OldValue.Length);
    }

    [Fact]
    public void A_verifier_shows_no_value_of_what_it_refused_and_nothing_before_it_began()
    {
        Verifier verifier = new(s_parameters);
        Assert.False(verifier.TryFinish(out _));
        Assert.Equal(Outcome.ProofRefused, verifier.Apply(Operation.Lookup(Key(1))));

        Prover prover = Filled(50);
        prover.Apply(Operation.Lookup(Key(1)));
        ArrayBufferWriter<byte> proof = new();
        prover.Seal(proof);
        Assert.True(verifier.TryBegin(prover.Digest, proof.WrittenSpan));
        Assert.Equal(Outcome.Present, verifier.Apply(Operation.Lookup(Key(1))));
        Assert.Equal(2, verifier.OldValue.Length);
        Assert.Equal(Outcome.ProofRefused, verifier.Apply(Operation.Lookup(Key(2))));
        Assert.Equal(0, verifier.OldValue.Length);
        Assert.False(verifier.TryFinish(out Digest digest));
        Assert.Equal(default, digest);
    }

    private static int Scan(Snapshot snapshot)
    {
        Cursor cursor = snapshot.Scan(default, default);
        int entries = 0;
        for (; cursor.MoveNext(); entries++)
        {
            int sum = 0;
            foreach (byte b in cursor.Key) sum += b;
            foreach (byte b in cursor.Value) sum += b;
            if (sum < 0) throw new InvalidOperationException("A sum of bytes below zero.");
        }

        return entries;
    }

    private static void Change(Prover prover, Random random)
    {
        for (int i = 0; i < 20; i++)
        {
            byte[] key = Key(random.Next(400));
            if (random.Next(3) == 0) prover.Apply(Operation.RemoveIfExists(key));
            else prover.Apply(Operation.InsertOrUpdate(key, new byte[random.Next(8) == 0 ? random.Next(20_000) : random.Next(60)]));
        }

        prover.Seal();
    }

    private static Prover Filled(int count)
    {
        Prover prover = new(s_parameters);
        for (int i = 0; i < count; i++) prover.Apply(Operation.Insert(Key(i), new byte[2]));
        prover.Seal();
        return prover;
    }

    private static byte[] Key(int number) => [1, (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private sealed class ThrowingOutput : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new NotSupportedException();

        public Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint, 1)];

        public Span<byte> GetSpan(int sizeHint = 0) => new byte[Math.Max(sizeHint, 1)];
    }
}
