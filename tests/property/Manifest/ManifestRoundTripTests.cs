using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Random trees written as manifest and subtrees, and put together again.</summary>
public sealed class ManifestRoundTripTests
{
    [Fact]
    public void Slices_are_those_of_the_reference_at_every_depth()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            TreesHistory history = TreesHistories.Small(seed);
            Prover prover = new(history.Parameters);
            ReferenceTree reference = new(history.Parameters);
            foreach (TreesStep step in history.Steps)
            {
                if (step.Kind != TreesStepKind.Apply) continue;
                foreach (Operation operation in step.Operations)
                {
                    prover.Apply(operation);
                    reference.Apply(operation);
                }
            }

            prover.Seal();
            using Snapshot snapshot = prover.Snapshot();
            for (int depth = 0; depth <= snapshot.Digest.Height + 1; depth++)
            {
                ManifestSlice expected = ManifestReference.Slice(reference, depth);
                ManifestSlice written = ManifestSlice.Write(snapshot, depth);
                Assert.True(
                    expected.Chunks.Select(Convert.ToHexString).SequenceEqual(written.Chunks.Select(Convert.ToHexString)),
                    $"seed {seed}, depth {depth}");
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 100)]
    [InlineData(5, 3000)]
    public void Any_order_of_subtrees_makes_the_same_tree(int seed, int keys)
    {
        Prover prover = ManifestTrees.OfSize(seed, keys);
        using Snapshot snapshot = prover.Snapshot();
        Random random = new(seed);
        for (int depth = 0; depth <= snapshot.Digest.Height + 1; depth++)
        {
            ManifestSlice slice = ManifestSlice.Write(snapshot, depth);
            byte[][] shuffled = [.. slice.Subtrees];
            random.Shuffle(shuffled);
            ManifestSink sink = new(snapshot.Parameters);
            ManifestRefusal refusal = (slice with { Subtrees = shuffled }).Import(
                snapshot.Parameters, snapshot.Digest, sink, out StoredRoot root);
            Assert.Equal(ManifestRefusal.None, refusal);
            Assert.Equal((snapshot.Digest, (long)keys), (root.Digest, root.Count));
            Assert.Equal((2 * keys) + 1, sink.Count);
            List<(byte[] Key, byte[] Value)> leaves = sink.Leaves(root.Place);
            Cursor cursor = snapshot.Scan(default, default);
            foreach ((byte[] key, byte[] value) in leaves.Skip(1))
            {
                Assert.True(cursor.MoveNext());
                Assert.True(cursor.Key.SequenceEqual(key) && cursor.Value.SequenceEqual(value));
            }

            Assert.False(cursor.MoveNext());
        }
    }

    [Fact]
    public void A_subtree_of_more_bytes_than_allowed_is_an_answer()
    {
        Prover prover = ManifestTrees.OfSize(9, 200);
        using Snapshot snapshot = prover.Snapshot();
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        ManifestWriter shallow = new(snapshot, 0, bytesMax: 1000);
        Assert.Equal(ManifestWriting.TooLarge, shallow.WriteManifest(bytes));
        ManifestWriter deep = new(snapshot, 9, bytesMax: 1000);
        Assert.Equal(ManifestWriting.Written, deep.WriteManifest(bytes));
        int manifest = bytes.WrittenCount;
        Assert.Equal(ManifestWriting.TooLarge, deep.WriteSubtree(bytes, out _));
        Assert.Equal(manifest, bytes.WrittenCount);
        Assert.Throws<InvalidOperationException>(() => new ManifestWriter(snapshot, 3).WriteSubtree(bytes, out _));
    }

    [Fact]
    public void An_older_revision_is_written_while_the_tree_goes_on()
    {
        Prover prover = ManifestTrees.OfSize(11, 500);
        using Snapshot snapshot = prover.Snapshot();
        ManifestWriter writer = new(snapshot, 4);
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        ManifestSlice before = ManifestSlice.Write(snapshot, 4);
        writer.WriteManifest(bytes);
        Random random = new(11);
        foreach (byte[] expected in before.Subtrees)
        {
            byte[] key = new byte[4];
            random.NextBytes(key);
            prover.Apply(Operation.InsertOrUpdate(key, new byte[] { 1 }));
            prover.Seal();
            bytes.ResetWrittenCount();
            Assert.Equal(ManifestWriting.Written, writer.WriteSubtree(bytes, out _));
            Assert.True(bytes.WrittenSpan.SequenceEqual(expected));
        }

        Assert.Equal(ManifestWriting.Ended, writer.WriteSubtree(bytes, out _));
    }
}
