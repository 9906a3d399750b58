namespace BasisTrees.Bench;

/// <summary>What a proof is said to show: that these operations lead from one digest to another.</summary>
/// <param name="Before">The digest that is trusted.</param>
/// <param name="After">The digest that the operations are said to lead to.</param>
/// <param name="Operations">The operations.</param>
/// <param name="OldValues">The value that each key is said to have had, or null if that is not compared.</param>
/// <param name="Proof">The proof.</param>
internal sealed record Claim(
    Digest Before, Digest After, Operation[] Operations, ReadOnlyMemory<byte>[]? OldValues, byte[] Proof)
{
    /// <summary>The same claim in memory of its own, side by side, as one that came in a message: not spread over the workload.</summary>
    public Claim Received()
    {
        Operation[] operations = [.. Operations];
        byte[] keys = new byte[operations.Length * Workload.KeyLength];
        byte[] values = new byte[operations.Length * Workload.ValueLength];
        for (int i = 0; i < operations.Length; i++)
        {
            Memory<byte> key = keys.AsMemory(i * Workload.KeyLength, Workload.KeyLength);
            operations[i].Key.CopyTo(key);
            ReadOnlyMemory<byte> value = OldValues is null ? operations[i].Value : OldValues[i];
            Memory<byte> copy = values.AsMemory(i * Workload.ValueLength, value.Length);
            value.CopyTo(copy);
            operations[i] = operations[i] with { Key = key, Value = OldValues is null ? copy : default };
        }

        return this with { Operations = operations, OldValues = OldValues is null ? null : Slices(values) };
    }

    private static ReadOnlyMemory<byte>[] Slices(byte[] values)
    {
        var slices = new ReadOnlyMemory<byte>[values.Length / Workload.ValueLength];
        for (int i = 0; i < slices.Length; i++) slices[i] = values.AsMemory(i * Workload.ValueLength, Workload.ValueLength);
        return slices;
    }
}
