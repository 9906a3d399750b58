using System.Buffers.Binary;

namespace BasisTrees.Tests.Property;

/// <summary>A tree with a node store, filled with numbered keys, and what tests do with it again and again.</summary>
internal sealed class ResidencyTree
{
    public ResidencyTree(int seed, int count, long residentBytesMax = long.MaxValue)
    {
        Parameters = new TreeParameters(8, null, 100);
        Nodes = new ResidencyNodes(seed, Parameters);
        Prover = new Prover(Parameters, Nodes, residentBytesMax);
        for (int i = 0; i < count; i++) Prover.Apply(Operation.Insert(Key(i), Value(i)));
        Prover.Seal();
    }

    public TreeParameters Parameters { get; }

    public ResidencyNodes Nodes { get; }

    public Prover Prover { get; private set; }

    /// <summary>Key number n; between any two there is room for others.</summary>
    public static byte[] Key(int n)
    {
        byte[] key = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(key, (n + 1L) << 16);
        return key;
    }

    public static byte[] Value(int n) => BitConverter.GetBytes(n * 7919L);

    /// <summary>Writes a checkpoint of the head.</summary>
    public StoredRoot Checkpoint()
    {
        IReadOnlyList<Snapshot> held = Prover.HeldSnapshots();
        NodePlace place = default;
        foreach (Snapshot snapshot in held) place = snapshot.WriteUnstored(Nodes);
        List<Departure> departures = [];
        Prover.Settle(Prover.Revision, departures);
        Nodes.Bury(departures);
        Snapshot head = held[^1];
        StoredRoot root = new(head.Digest, place, head.Revision, head.Count);
        foreach (Snapshot snapshot in held) snapshot.Dispose();
        return root;
    }

    /// <summary>Forgets the tree in memory and opens a stored one.</summary>
    public void Reopen(in StoredRoot root, long residentBytesMax = long.MaxValue) =>
        Prover = new Prover(Parameters, Nodes, root, residentBytesMax);
}
