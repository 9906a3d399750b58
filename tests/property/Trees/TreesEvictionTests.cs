using System.Buffers;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Nodes of a frozen tree are taken out of memory: their parents know their labels, so that whatever does not enter them goes on as
/// before, byte for byte, and whatever does is refused and loses nothing.
/// </summary>
public sealed unsafe class TreesEvictionTests(ITestOutputHelper output)
{
    private int _same;
    private int _refused;

    [Fact]
    public void Batches_beside_absent_subtrees_are_the_same_and_batches_into_them_lose_nothing()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        for (int i = 0; i < TreesRun.Count(400, 20_000); i++) Run(unchecked(TreesRun.Seed + i));
        output.WriteLine($"{_same} batches the same, {_refused} refused");
        Assert.True(_same > 500 && _refused > 500, $"{_same} batches the same, {_refused} refused");
    }

    private void Run(int seed)
    {
        Random random = new(seed);
        TreeParameters parameters = random.Next(2) == 0 ? new TreeParameters(8, 8) : new TreeParameters(2 + random.Next(12), null, 30);
        TreesOperations operations = new(random, parameters, poolSize: 20 + random.Next(100));
        Prover full = new(parameters);
        Prover partial = new(parameters);
        foreach (byte[] key in operations.Keys)
        {
            Operation insert = Operation.InsertOrUpdate(key, new byte[8]);
            full.Apply(insert);
            partial.Apply(insert);
        }

        full.Seal();
        partial.Seal();
        Evict(partial, random);
        for (int batch = 0; batch < 12; batch++)
        {
            Assert.Equal(full.Digest, partial.Digest);
            Assert.Equal(full.Count, partial.Count);
            List<Operation> changes = [];
            for (int i = random.Next(5); i >= 0; i--) changes.Add(operations.Next());
            if (random.Next(4) == 0) Preview(full, partial, [.. changes], seed);
            Batch(full, partial, changes, seed);
            Ask(full, partial, operations.Keys[random.Next(operations.Keys.Count)], seed);
        }
    }

    private void Batch(Prover full, Prover partial, List<Operation> changes, int seed)
    {
        Digest before = partial.Digest;
        long count = partial.Count;
        bool entered = false;
        foreach (Operation change in changes)
        {
            Outcome expected = full.Apply(change);
            try
            {
                Assert.True(expected == partial.Apply(change), $"{change.Kind}, BASIS_SEED={seed}");
                Assert.True(full.OldValue.SequenceEqual(partial.OldValue), $"{change.Kind}, BASIS_SEED={seed}");
            }
            catch (InvalidOperationException missing)
            {
                Assert.Contains("not in memory", missing.Message, StringComparison.Ordinal);
                entered = true;
                break;
            }
        }

        if (entered)
        {
            // What is left of the batch can be neither sealed nor gone on with.
            Assert.Throws<InvalidOperationException>(() => partial.Seal());
            Assert.Throws<InvalidOperationException>(() => partial.Apply(changes[0]));
            Assert.Throws<InvalidOperationException>(() => partial.Digest);
            full.Discard();
            partial.Discard();
            Assert.True(before == partial.Digest && count == partial.Count, $"discarded, BASIS_SEED={seed}");
            _refused++;
            return;
        }

        ArrayBufferWriter<byte> whole = new();
        ArrayBufferWriter<byte> proof = new();
        Assert.True(full.Seal(whole) == partial.Seal(proof), $"digest, BASIS_SEED={seed}");
        Assert.True(whole.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"proof, BASIS_SEED={seed}");
        _same++;
    }

    private static void Preview(Prover full, Prover partial, Operation[] changes, int seed)
    {
        ArrayBufferWriter<byte> whole = new();
        ArrayBufferWriter<byte> proof = new();
        bool expected = full.TryPreview(changes, whole, out Digest digest, out int failedIndex, out Outcome outcome);
        try
        {
            bool done = partial.TryPreview(changes, proof, out Digest shown, out int index, out Outcome answer);
            Assert.True((expected, digest, failedIndex, outcome) == (done, shown, index, answer), $"preview, BASIS_SEED={seed}");
            Assert.True(whole.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"proof of a preview, BASIS_SEED={seed}");
        }
        catch (InvalidOperationException missing)
        {
            Assert.Contains("not in memory", missing.Message, StringComparison.Ordinal);
            Assert.Equal(0, proof.WrittenCount);
        }

        Assert.True(full.Digest == partial.Digest, $"after a preview, BASIS_SEED={seed}");
    }

    private static void Ask(Prover full, Prover partial, byte[] key, int seed)
    {
        using Snapshot whole = full.Snapshot();
        using Snapshot snapshot = partial.Snapshot();
        ArrayBufferWriter<byte> expected = new();
        ArrayBufferWriter<byte> value = new();
        ArrayBufferWriter<byte> expectedProof = new();
        ArrayBufferWriter<byte> proof = new();
        bool present = whole.TryGet(key, expected);
        bool legal = whole.TryProve([key], expectedProof, out _, out _);
        try
        {
            Assert.True(present == snapshot.TryGet(key, value), $"presence, BASIS_SEED={seed}");
            Assert.True(expected.WrittenSpan.SequenceEqual(value.WrittenSpan), $"value, BASIS_SEED={seed}");
            Assert.True(legal == snapshot.TryProve([key], proof, out _, out _), $"lookup, BASIS_SEED={seed}");
            Assert.True(expectedProof.WrittenSpan.SequenceEqual(proof.WrittenSpan), $"lookup proof, BASIS_SEED={seed}");
        }
        catch (InvalidOperationException missing)
        {
            Assert.Contains("not in memory", missing.Message, StringComparison.Ordinal);
            Assert.True(value.WrittenCount == 0 && proof.WrittenCount == 0, $"written in spite of it, BASIS_SEED={seed}");
        }
    }

    [Fact]
    public void A_scan_stops_at_an_absent_subtree_and_never_steps_over_it()
    {
        Prover prover = Filled(60, out byte[][] keys);
        int root = prover.Tree.Root.Handle;
        ChildCell* cell = prover.Pool.Cell(prover.Pool.Child(root, false), true);
        ChildCell there = *cell;
        using Snapshot snapshot = prover.Snapshot();
        foreach (bool descending in new[] { false, true })
        {
            Volatile.Write(ref *(ulong*)cell, ChildCell.Absent.Word);
            IEnumerable<byte[]> order = descending ? keys.Reverse() : keys;
            Cursor cursor = snapshot.Scan(default, default, descending);
            List<byte[]> seen = [];
            Assert.Throws<InvalidOperationException>(() =>
            {
                while (cursor.MoveNext()) seen.Add(cursor.Key.ToArray());
            });
            Assert.InRange(seen.Count, 1, keys.Length - 1);
            Assert.Equal(order.Take(seen.Count), seen);
            Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
            Assert.Throws<InvalidOperationException>(() => cursor.Key.Length);

            // Back in memory, it is found by the next scan.
            Volatile.Write(ref *(ulong*)cell, there.Word);
            cursor = snapshot.Scan(default, default, descending);
            foreach (byte[] key in order)
            {
                Assert.True(cursor.MoveNext());
                Assert.Equal(key, cursor.Key.ToArray());
            }

            Assert.False(cursor.MoveNext());
        }
    }

    [Fact]
    public void A_slot_used_again_is_not_taken_for_the_node_that_an_older_revision_meant()
    {
        Prover prover = Filled(200, out byte[][] keys);
        using Snapshot older = prover.Snapshot();
        prover.Apply(Operation.Update(keys[^1], new byte[8]));
        prover.Seal();

        // The left half is shared by both revisions. The newer one gives it up; the slots are used again at once.
        int left = prover.Pool.Child(prover.Tree.Root.Handle, false);
        *prover.Pool.Cell(prover.Tree.Root.Handle, false) = ChildCell.Absent;
        prover.Pool.Release(left);
        Assert.Equal(left, prover.Pool.NewInternal());

        Assert.Throws<InvalidOperationException>(() => older.Contains(keys[0]));
        Assert.Throws<InvalidOperationException>(() => older.TryProve([keys[0]], new ArrayBufferWriter<byte>(), out _, out _));
        Assert.Throws<InvalidOperationException>(() => older.Scan(default, default).MoveNext());
        Assert.True(older.Contains(keys[^1]));
    }

    [Fact]
    public void A_slot_that_has_spent_its_generations_is_never_used_again_nor_taken_for_a_node()
    {
        NodePool pool = new(new TreeParameters(8, 8));
        int slot = pool.NewInternal();
        ChildCell last;
        uint lives = 0;
        int next = slot;
        do
        {
            lives++;
            last = pool.CellOf(next);
            if (!pool.Fits(last)) Assert.Fail($"the handle does not fit in life {lives}");
            pool.Release(next);
            if (pool.Fits(last)) Assert.Fail($"the handle still fits after life {lives}");
            next = pool.NewInternal();
        }
        while (next == slot);

        Assert.Equal(SlotState.Generations - 1, lives);
        Assert.Equal(1, pool.InUse);
        Assert.False(pool.Fits(last));
    }

    private static Prover Filled(int count, out byte[][] keys)
    {
        Prover prover = new(new TreeParameters(4, 8));
        keys = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            keys[i] = [1, 0, (byte)(i >> 8), (byte)i];
            prover.Apply(Operation.Insert(keys[i], new byte[8]));
        }

        prover.Seal();
        return prover;
    }

    /// <summary>Makes some subtrees absent, whichever way the walk comes upon them.</summary>
    private static void Evict(Prover prover, Random random)
    {
        Stack<int> rest = new([prover.Tree.Root.Handle]);
        while (rest.TryPop(out int handle))
        {
            if (!NodeHandle.IsInternal(handle)) continue;
            foreach (bool right in new[] { false, true })
            {
                ChildCell* cell = prover.Pool.Cell(handle, right);
                Assert.True(cell->IsLabelKnown);
                if (random.Next(12) == 0) Volatile.Write(ref *(ulong*)cell, ChildCell.Absent.Word);
                else rest.Push(cell->Handle);
            }
        }
    }
}
