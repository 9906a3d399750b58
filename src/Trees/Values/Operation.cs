namespace BasisTrees;

/// <summary>One operation on a tree: its kind, its key, and its value or number where the kind has one.</summary>
/// <remarks>
/// The memory of key and value stays the caller's and must not change until the call that takes the operation has returned. Lengths
/// are not checked here but where the operation is applied: a wrong one is an ordinary <see cref="Outcome"/>. Two operations are equal
/// if they name the same memory, not if they hold the same bytes.
/// </remarks>
/// <param name="Kind">What to do.</param>
/// <param name="Key">The key; must have the tree's key length and lie strictly between all zeros and all ones.</param>
/// <param name="Value">The new value of Insert, Update and InsertOrUpdate; empty for the others.</param>
/// <param name="Delta">The number that UpdateLongBy adds; 0 for the others.</param>
public readonly record struct Operation(OperationKind Kind, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, long Delta)
{
    /// <summary>Reads the value of a key.</summary>
    public static Operation Lookup(ReadOnlyMemory<byte> key) => new(OperationKind.Lookup, key, default, 0);

    /// <summary>Adds an absent key.</summary>
    public static Operation Insert(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => new(OperationKind.Insert, key, value, 0);

    /// <summary>Changes the value of a present key.</summary>
    public static Operation Update(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => new(OperationKind.Update, key, value, 0);

    /// <summary>Sets the value of a key, present or absent.</summary>
    public static Operation InsertOrUpdate(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        new(OperationKind.InsertOrUpdate, key, value, 0);

    /// <summary>Takes away a present key.</summary>
    public static Operation Remove(ReadOnlyMemory<byte> key) => new(OperationKind.Remove, key, default, 0);

    /// <summary>Takes away a key if it is present.</summary>
    public static Operation RemoveIfExists(ReadOnlyMemory<byte> key) => new(OperationKind.RemoveIfExists, key, default, 0);

    /// <summary>Adds a number to the 64-bit number at the front of a key's value.</summary>
    public static Operation UpdateLongBy(ReadOnlyMemory<byte> key, long delta) => new(OperationKind.UpdateLongBy, key, default, delta);
}
