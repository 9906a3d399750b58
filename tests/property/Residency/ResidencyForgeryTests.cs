using System.Buffers;
using Xunit;
using static BasisTrees.Tests.Property.ResidencyTree;

namespace BasisTrees.Tests.Property;

/// <summary>No hash covers a routing key: one that was changed in the store leads to no wrong answer, but to an exception.</summary>
public sealed class ResidencyForgeryTests(ITestOutputHelper output)
{
    private const int Keys = 40;

    [Fact]
    public void A_forged_routing_key_gives_no_wrong_answer()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int refused = 0;
        for (int i = 0; i < TreesRun.Count(400, 10_000); i++)
        {
            int seed = unchecked(TreesRun.Seed + i);
            Random random = new(seed);
            ResidencyTree tree = new(seed, Keys);
            StoredRoot root = tree.Checkpoint();
            tree.Nodes.Forge(random.Next(Keys), key => Other(key, random));
            refused += Refusals(tree, root, random, seed);
        }

        output.WriteLine($"{refused} refusals");
        Assert.True(refused > 400);
    }

    [Fact]
    public void The_exception_names_a_node()
    {
        ResidencyTree tree = new(1, Keys);
        StoredRoot root = tree.Checkpoint();
        tree.Nodes.Forge(0, key => new byte[key.Length]);
        RoutingKeyException refusal = Assert.Throws<RoutingKeyException>(() => Ask(tree, root));
        Assert.Contains(refusal.Label.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    private static void Ask(ResidencyTree tree, in StoredRoot root)
    {
        tree.Reopen(root);
        for (int i = 0; i < Keys; i++) tree.Prover.Apply(Operation.Lookup(Key(i)));
    }

    private static int Refusals(ResidencyTree tree, in StoredRoot root, Random random, int seed)
    {
        int refused = 0;
        StoredRoot opened = root;
        if (Try(() => tree.Reopen(opened)) == 1) return 1;
        using Snapshot snapshot = tree.Prover.Snapshot();
        for (int n = 0; n < Keys; n++)
        {
            byte[] absent = [.. Key(n)[..7], 1];
            refused += Try(() => Assert.True(snapshot.Contains(Key(n)), $"BASIS_SEED={seed}"));
            refused += Try(() => Assert.False(snapshot.Contains(absent), $"BASIS_SEED={seed}"));
            refused += Try(() => Prove(snapshot, Key(n), Outcome.Present));
            refused += Try(() => Prove(snapshot, absent, Outcome.Absent));
        }

        bool descending = random.Next(2) == 0;
        refused += Try(() => Scan(snapshot, descending));
        int first = random.Next(Keys);
        refused += Try(() => Range(snapshot, first, descending));
        for (int n = 0; n < Keys; n++)
        {
            byte[] absent = [.. Key(n)[..7], 1];
            refused += Try(() => Assert.Equal(Outcome.Present, tree.Prover.Apply(Operation.Lookup(Key(n)))));
            tree.Prover.Discard();
            refused += Try(() => Assert.Equal(Outcome.Absent, tree.Prover.Apply(Operation.Lookup(absent))));
            tree.Prover.Discard();
            Assert.Equal(root.Digest, tree.Prover.Digest);
        }

        return refused;
    }

    private static int Try(Action ask)
    {
        try
        {
            ask();
            return 0;
        }
        catch (RoutingKeyException)
        {
            return 1;
        }
    }

    private static void Prove(Snapshot snapshot, byte[] key, Outcome expected)
    {
        ArrayBufferWriter<byte> proof = new();
        Assert.True(snapshot.TryProve([key], proof, out _, out _));
        Verifier verifier = new(snapshot.Parameters);
        Assert.True(verifier.TryBegin(snapshot.Digest, proof.WrittenSpan));
        Assert.Equal(expected, verifier.Apply(Operation.Lookup(key)));
    }

    private static void Scan(Snapshot snapshot, bool descending)
    {
        Cursor cursor = snapshot.Scan(default, default, descending);
        for (int n = 0; n < Keys; n++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(Key(descending ? Keys - 1 - n : n), cursor.Key.ToArray());
        }

        Assert.False(cursor.MoveNext());
    }

    private static void Range(Snapshot snapshot, int first, bool descending)
    {
        int last = Math.Min(Keys - 1, first + 5);
        byte[] end = [.. Key(last)[..7], 1];
        Cursor cursor = snapshot.Scan(Key(first), end, descending);
        for (int n = first; n <= last; n++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(Key(descending ? last - (n - first) : n), cursor.Key.ToArray());
        }

        Assert.False(cursor.MoveNext());
    }

    private static byte[] Other(byte[] key, Random random)
    {
        byte[] other = [.. key];
        switch (random.Next(4))
        {
            case 0:
                other[^1]++;
                break;
            case 1:
                other[^3]--;
                break;
            case 2:
                random.NextBytes(other);
                break;
            default:
                Key(random.Next(Keys)).CopyTo(other, 0);
                break;
        }

        if (other.AsSpan().SequenceEqual(key)) other[^1]++;
        return other;
    }
}
