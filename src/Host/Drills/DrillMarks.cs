using System.Buffers.Binary;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Drills;

/// <summary>Gives a copy what damage needs: two checkpoints, and acknowledged records behind the newest.</summary>
internal static class DrillMarks
{
    private const int RecordsBehind = 3;
    private const int IdBytesMax = 16;

    /// <summary>Commits marks to a copy.</summary>
    /// <exception cref="StoreException">The copy takes none.</exception>
    internal static void Write(TreeStore store, Random random)
    {
        Commit(store, random);
        if (store.KeepsCheckpoints)
        {
            store.Checkpoint();
            Commit(store, random);
            store.Checkpoint();
        }

        for (int i = 0; i < RecordsBehind; i++) Commit(store, random);
    }

    private static void Commit(TreeStore store, Random random)
    {
        StoreDefinition definition = store.Definition;
        byte[] id = new byte[Math.Clamp(IdBytesMax, definition.Keys.IdLengthMin, definition.Keys.IdLengthMax)];
        byte[] value = new byte[definition.Parameters.ValueLength ?? Math.Min(sizeof(ulong), definition.Parameters.ValueLengthMax)];
        random.NextBytes(id);
        id[0] = (byte)(1 + (id[0] % 254)); // never the least nor the greatest key, which are taken
        if (value.Length >= sizeof(ulong)) BinaryPrimitives.WriteInt64BigEndian(value, store.Head.Revision);
        CommitResult result = store.Commit(new Batch([Operation.InsertOrUpdate(id, value)]));
        if (result.Outcome != CommitOutcome.Committed)
            throw new StoreException($"The copy does not take a batch any more: {result.Explanation ?? result.Outcome.ToString()}");
    }
}
