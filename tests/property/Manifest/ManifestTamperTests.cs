using System.Buffers.Binary;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Bytes that are not what was written are refused, whatever they are, and nothing throws.</summary>
public sealed class ManifestTamperTests(ITestOutputHelper output)
{
    private static readonly byte[] s_masks = [0x01, 0x02, 0x03, 0x80, 0xFF];

    [Fact]
    public void Every_changed_byte_is_refused()
    {
        var tally = new SortedDictionary<ManifestRefusal, int>();
        for (int seed = 0; seed < 6; seed++)
        {
            Prover prover = seed < 3 ? ManifestTrees.Random(40 + seed) : ManifestTrees.OfSize(seed, 9 + seed);
            using Snapshot snapshot = prover.Snapshot();
            foreach (int depth in new[] { 0, 1, 2, 9 })
            {
                ManifestSlice slice = ManifestSlice.Write(snapshot, depth);
                IReadOnlyList<byte[]> chunks = slice.Chunks;
                for (int chunk = 0; chunk < chunks.Count; chunk++)
                {
                    for (int at = 0; at < chunks[chunk].Length; at++)
                    {
                        byte[] changed = [.. chunks[chunk]];
                        changed[at] ^= s_masks[at % s_masks.Length];
                        byte[][] all = [.. chunks];
                        all[chunk] = changed;
                        ManifestRefusal refusal = ManifestSlice.Of(all).Import(
                            snapshot.Parameters, snapshot.Digest, new ManifestSink(snapshot.Parameters), out _);
                        Assert.True(refusal != ManifestRefusal.None, $"seed {seed}, depth {depth}, chunk {chunk}, byte {at}");
                        tally[refusal] = tally.GetValueOrDefault(refusal) + 1;
                    }
                }
            }
        }

        foreach ((ManifestRefusal refusal, int count) in tally) output.WriteLine($"{count,6} {refusal}");
        Assert.True(tally.ContainsKey(ManifestRefusal.RoutingKey) && tally.ContainsKey(ManifestRefusal.Label));
    }

    [Fact]
    public void Cut_prolonged_missing_and_repeated_chunks_are_refused()
    {
        Prover prover = ManifestTrees.OfSize(3, 40);
        using Snapshot snapshot = prover.Snapshot();
        ManifestSlice slice = ManifestSlice.Write(snapshot, 3);
        for (int chunk = 0; chunk < slice.Chunks.Count; chunk++)
        {
            byte[] whole = slice.Chunks[chunk];
            for (int length = 0; length <= whole.Length + 1; length++)
            {
                byte[][] all = [.. slice.Chunks];
                all[chunk] = length > whole.Length ? [.. whole, 0] : whole[..length];
                ManifestRefusal refusal = Import(snapshot, ManifestSlice.Of(all));
                Assert.True((refusal == ManifestRefusal.None) == (length == whole.Length), $"chunk {chunk}, length {length}: {refusal}");
            }
        }

        Assert.Equal(ManifestRefusal.Incomplete, Import(snapshot, slice with { Subtrees = [.. slice.Subtrees.Skip(1)] }));
        Assert.Equal(ManifestRefusal.Repeated, Import(snapshot, slice with { Subtrees = [slice.Subtrees[0], slice.Subtrees[0]] }));
        ManifestSlice other = ManifestSlice.Write(ManifestTrees.OfSize(4, 40).Snapshot(), 3);
        Assert.Equal(ManifestRefusal.Label, Import(snapshot, slice with { Subtrees = other.Subtrees }));
        Assert.Equal(ManifestRefusal.Digest, Import(snapshot, other));
        Digest lower = snapshot.Digest with { Height = (byte)(snapshot.Digest.Height - 1) };
        Assert.Equal(ManifestRefusal.Digest, Manifest.TryRead(slice.Manifest, snapshot.Parameters, lower, out _));
    }

    /// <summary>The labels are right and the digest is the attacker's own: what labels do not cover is compared all the same.</summary>
    [Theory]
    [InlineData(ManifestForgery.None, ManifestRefusal.None)]
    [InlineData(ManifestForgery.KeysSwapped, ManifestRefusal.Order)]
    [InlineData(ManifestForgery.GapBetweenLeaves, ManifestRefusal.Order)]
    [InlineData(ManifestForgery.WrongBalance, ManifestRefusal.Balance)]
    [InlineData(ManifestForgery.WrongRouting, ManifestRefusal.RoutingKey)]
    [InlineData(ManifestForgery.NoFirstSentinel, ManifestRefusal.Sentinel)]
    [InlineData(ManifestForgery.NoLastSentinel, ManifestRefusal.Sentinel)]
    [InlineData(ManifestForgery.SentinelWithValue, ManifestRefusal.Sentinel)]
    [InlineData(ManifestForgery.WrongHeight, ManifestRefusal.Digest)]
    [InlineData(ManifestForgery.SubtreeTwice, ManifestRefusal.Repeated)]
    public void Forged_trees_are_refused_across_the_borders_of_chunks(ManifestForgery forgery, ManifestRefusal expected)
    {
        var parameters = new TreeParameters(2);
        ManifestSlice forged = ManifestForger.Make(forgery);
        ManifestRefusal refusal = Manifest.TryRead(forged.Manifest, parameters, null, out Manifest? manifest);
        if (manifest is not null)
            refusal = forged.Import(parameters, manifest.Digest, new ManifestSink(parameters), out _);
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void Deeply_nested_nodes_end_neither_the_stack_nor_the_memory()
    {
        var parameters = new TreeParameters(1);
        const int levels = 200_000;
        byte[] nested = new byte[(levels * 8) + 10];
        for (int i = 0; i < levels; i++)
        {
            int at = 4 + (i * 7);
            nested[at] = 1;
            BinaryPrimitives.WriteInt32BigEndian(nested.AsSpan(at + 3), nested.Length - i - at - 8);
        }

        VerifierThread.Run(() =>
        {
            Assert.Equal(ManifestRefusal.Balance, Manifest.TryRead(nested, parameters, null, out _));
            Assert.Equal(ManifestRefusal.Balance, Manifest.CheckSubtree(nested.AsSpan(4), parameters, default));
        });
    }

    [Fact]
    public void Random_bytes_never_pass_and_never_throw()
    {
        var random = new Random(20);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(80)];
            for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(3) == 0 ? random.Next(256) : random.Next(4));
            var parameters = new TreeParameters(1 + random.Next(2), random.Next(2) == 0 ? random.Next(3) : null);
            Assert.NotEqual(ManifestRefusal.None, Manifest.TryRead(bytes, parameters, default(Digest), out _));
            Assert.NotEqual(ManifestRefusal.None, Manifest.CheckSubtree(bytes, parameters, default));
            if (Manifest.TryRead(bytes, parameters, null, out Manifest? manifest) != ManifestRefusal.None) continue;
            Assert.Equal(manifest!.Subtrees.Count > 0, manifest.Labels.Count != 1 || bytes[4] == ManifestTag.Cut);
        }
    }

    private static ManifestRefusal Import(Snapshot snapshot, ManifestSlice slice) =>
        slice.Import(snapshot.Parameters, snapshot.Digest, new ManifestSink(snapshot.Parameters), out _);
}
