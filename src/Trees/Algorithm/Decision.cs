using System.Buffers.Binary;

namespace BasisTrees;

/// <summary>What an operation does to a key with a given value or none: the table of AVL-FORMAT section 2.</summary>
internal readonly ref struct Decision
{
    private Decision(Outcome outcome, Effect effect, ReadOnlySpan<byte> value)
    {
        Outcome = outcome;
        Effect = effect;
        Value = value;
    }

    /// <summary>The answer.</summary>
    public Outcome Outcome { get; }

    /// <summary>What happens to the tree if the answer is not a refusal.</summary>
    public Effect Effect { get; }

    /// <summary>The new value where the effect is to store one.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Decides about an operation on a present key.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="old">The value of the key.</param>
    /// <param name="number">Eight bytes for the number that UpdateLongBy may write.</param>
    public static Decision OnPresent(in Operation operation, ReadOnlySpan<byte> old, Span<byte> number)
    {
        switch (operation.Kind)
        {
            case OperationKind.Lookup:
                return new Decision(Outcome.Present, Effect.None, default);
            case OperationKind.Update:
            case OperationKind.InsertOrUpdate:
                return new Decision(Outcome.Present, Effect.Store, operation.Value.Span);
            case OperationKind.Remove:
            case OperationKind.RemoveIfExists:
                return new Decision(Outcome.Present, Effect.Delete, default);
            case OperationKind.UpdateLongBy:
                return AddTo(operation.Delta, old, number);
            case OperationKind.Insert:
                return Refuse(Outcome.KeyExists);
            default:
                return Refuse(Outcome.UnknownOperation);
        }
    }

    /// <summary>Decides about an operation on an absent key.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="number">Eight bytes for the number that UpdateLongBy may write.</param>
    public static Decision OnAbsent(in Operation operation, Span<byte> number)
    {
        switch (operation.Kind)
        {
            case OperationKind.Lookup:
            case OperationKind.RemoveIfExists:
                return new Decision(Outcome.Absent, Effect.None, default);
            case OperationKind.Insert:
            case OperationKind.InsertOrUpdate:
                return new Decision(Outcome.Absent, Effect.Store, operation.Value.Span);
            case OperationKind.Update:
            case OperationKind.Remove:
                return Refuse(Outcome.KeyMissing);
            case OperationKind.UpdateLongBy:
                if (operation.Delta == 0) return new Decision(Outcome.Absent, Effect.None, default);
                if (operation.Delta < 0) return Refuse(Outcome.NumberRange);
                BinaryPrimitives.WriteInt64BigEndian(number, operation.Delta);
                return new Decision(Outcome.Absent, Effect.Store, number[..sizeof(long)]);
            default:
                return Refuse(Outcome.UnknownOperation);
        }
    }

    private static Decision AddTo(long delta, ReadOnlySpan<byte> old, Span<byte> number)
    {
        // Adding 0 stores the old value again, whatever it is: a change that changes nothing.
        if (delta == 0) return new Decision(Outcome.Present, Effect.Store, old);
        if (old.Length < sizeof(long)) return Refuse(Outcome.ValueNotNumber);
        long before = BinaryPrimitives.ReadInt64BigEndian(old);
        long after = unchecked(before + delta);
        bool overflows = ((before ^ after) & (delta ^ after)) < 0;
        if (overflows || after < 0) return Refuse(Outcome.NumberRange);
        if (after == 0) return new Decision(Outcome.Present, Effect.Delete, default);
        BinaryPrimitives.WriteInt64BigEndian(number, after);
        return new Decision(Outcome.Present, Effect.Store, number[..sizeof(long)]);
    }

    private static Decision Refuse(Outcome outcome) => new(outcome, Effect.None, default);
}
