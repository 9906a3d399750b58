using System.Buffers;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Neither leak nor early release: after any history the pool holds exactly the nodes, keys and values of the tree.</summary>
public sealed class TreesInventoryTests(ITestOutputHelper output)
{
    [Fact]
    public void The_pool_holds_exactly_the_tree()
    {
        output.WriteLine($"BASIS_SEED={TreesRun.Seed}");
        int histories = TreesRun.Count(1_500, 60_000);
        for (int i = 0; i < histories; i++)
        {
            int seed = unchecked(TreesRun.Seed + i);
            try
            {
                Run(seed);
            }
            catch (TreesDisagreementException disagreement)
            {
                Assert.Fail($"{disagreement.Message}\nRepeat with BASIS_SEED={seed}");
            }
        }
    }

    private static void Run(int seed)
    {
        Random random = new(seed);
        TreeParameters parameters = Parameters(random);
        TreesOperations operations = new(random, parameters, poolSize: 1 + random.Next(40));
        SortedDictionary<string, byte[]> model = new(StringComparer.Ordinal);
        Prover prover = new(parameters);
        List<Snapshot> held = [];
        ArrayBufferWriter<byte> proof = new();
        for (int batch = 0; batch < 30; batch++)
        {
            if (random.Next(3) == 0) prover.TryPreview([operations.Next(), operations.Next()], proof, out _, out _, out _);
            SortedDictionary<string, byte[]> pending = new(model, StringComparer.Ordinal);
            for (int i = random.Next(12); i > 0; i--)
            {
                Apply(prover, operations.Next(), pending);
                if (random.Next(8) == 0) _ = prover.Digest;
            }

            if (random.Next(3) == 0)
            {
                prover.Discard();
                if (held.Count == 0) TreesInventory.Check(prover, $"batch {batch}, discarded");
                continue;
            }

            model = pending;
            if (random.Next(2) == 0) prover.Seal();
            else prover.Seal(proof);
            if (random.Next(2) == 0) held.Add(prover.Snapshot());
            while (held.Count > random.Next(4))
            {
                int last = random.Next(held.Count);
                held[last].Dispose();
                held.RemoveAt(last);
            }

            Reclaimed(prover, model, held, $"batch {batch}");
        }

        foreach (Snapshot snapshot in held) snapshot.Dispose();
        held.Clear();
        Reclaimed(prover, model, held, "the end");
        foreach (string key in model.Keys) prover.Apply(Operation.Remove(Convert.FromHexString(key)));
        model.Clear();
        prover.Seal();
        Reclaimed(prover, model, held, "the emptied tree");
    }

    private static TreeParameters Parameters(Random random)
    {
        int keyLength = random.Next(5) switch { 0 => 1, 1 => 8, 2 => 9, 3 => 255, _ => 1 + random.Next(40) };
        return random.Next(8) switch
        {
            0 => new TreeParameters(keyLength, 0),
            1 => new TreeParameters(keyLength, 8),
            2 => new TreeParameters(keyLength, 9 + random.Next(40)),
            3 => new TreeParameters(keyLength, 4_096 + random.Next(2)),
            4 => new TreeParameters(keyLength, null, 0),
            5 => new TreeParameters(keyLength, null, 10_000),
            _ => new TreeParameters(keyLength, null, random.Next(80)),
        };
    }

    private static void Apply(Prover prover, in Operation operation, SortedDictionary<string, byte[]> model)
    {
        string key = Convert.ToHexString(operation.Key.Span);
        Outcome outcome = prover.Apply(operation);
        if (!outcome.IsDone()) return;
        bool known = model.TryGetValue(key, out byte[]? old);
        TreesDisagreementException.Unless(known == (outcome == Outcome.Present), $"{operation.Kind} of {key}: {outcome}");
        TreesDisagreementException.Unless(prover.OldValue.SequenceEqual(old), $"{operation.Kind} of {key}: another value before");
        switch (operation.Kind)
        {
            case OperationKind.Insert or OperationKind.Update or OperationKind.InsertOrUpdate:
                model[key] = operation.Value.ToArray();
                break;
            case OperationKind.Remove or OperationKind.RemoveIfExists:
                model.Remove(key);
                break;
            case OperationKind.UpdateLongBy when operation.Delta != 0:
                long number = (old is null ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(old)) + operation.Delta;
                byte[] bytes = new byte[sizeof(long)];
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, number);
                if (number == 0) model.Remove(key);
                else model[key] = bytes;
                break;
        }
    }

    /// <summary>Where nobody holds an older revision, the next batch lets go of everything that the tree does not need.</summary>
    private static void Reclaimed(Prover prover, SortedDictionary<string, byte[]> model, List<Snapshot> held, string when)
    {
        if (held.Count > 0) return;
        prover.Seal();
        TreesInventory.Check(prover, when);
        using Snapshot snapshot = prover.Snapshot();
        Cursor cursor = snapshot.Scan(default, default);
        foreach ((string key, byte[] value) in model)
        {
            TreesDisagreementException.Unless(cursor.MoveNext(), $"{when}: the scan ends before {key}");
            string shown = Convert.ToHexString(cursor.Key);
            TreesDisagreementException.Unless(shown == key, $"{when}: {shown}, not {key}");
            TreesDisagreementException.Unless(cursor.Value.SequenceEqual(value), $"{when}: the value of {key}");
        }

        TreesDisagreementException.Unless(!cursor.MoveNext(), $"{when}: the scan goes on");
    }
}
