using System.Buffers.Binary;

namespace BasisTrees.Tests.Support;

/// <summary>The table of AVL-FORMAT section 2: what an operation makes of the old value.</summary>
internal static class ReferenceUpdate
{
    /// <summary>The checks that come before anything else: the key's length, then the two sentinels.</summary>
    public static void CheckKey(ReadOnlySpan<byte> key, int keyLength)
    {
        Require(key.Length == keyLength, Outcome.KeyLength);
        Require(key.ContainsAnyExcept((byte)0x00), Outcome.KeySentinel);
        Require(key.ContainsAnyExcept((byte)0xFF), Outcome.KeySentinel);
    }

    /// <summary>The new value, or null for none.</summary>
    /// <exception cref="ReferenceRefusalException">The operation fails.</exception>
    public static byte[]? NewValue(in Operation operation, byte[]? old)
    {
        switch (operation.Kind)
        {
            case OperationKind.Insert:
                Require(old is null, Outcome.KeyExists);
                return operation.Value.ToArray();
            case OperationKind.Update:
                Require(old is not null, Outcome.KeyMissing);
                return operation.Value.ToArray();
            case OperationKind.InsertOrUpdate:
                return operation.Value.ToArray();
            case OperationKind.Remove:
                Require(old is not null, Outcome.KeyMissing);
                return null;
            case OperationKind.RemoveIfExists:
                return null;
            case OperationKind.UpdateLongBy:
                return Sum(operation.Delta, old);
            default:
                throw new ReferenceRefusalException(Outcome.UnknownOperation);
        }
    }

    /// <summary>A value that is to be stored must have the fixed length, or be no longer than the maximum.</summary>
    public static void CheckValue(byte[] value, TreeParameters parameters)
    {
        Require(parameters.ValueLength is not { } length || value.Length == length, Outcome.ValueLength);
        Require(value.Length <= parameters.ValueLengthMax, Outcome.ValueLength);
    }

    private static byte[]? Sum(long delta, byte[]? old)
    {
        if (delta == 0) return old;
        long before = 0;
        if (old is not null)
        {
            Require(old.Length >= 8, Outcome.ValueNotNumber);
            before = BinaryPrimitives.ReadInt64BigEndian(old);
        }

        Int128 sum = (Int128)before + delta;
        Require(sum >= 0 && sum <= long.MaxValue, Outcome.NumberRange);
        if (sum == 0) return null;
        byte[] value = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(value, (long)sum);
        return value;
    }

    private static void Require(bool holds, Outcome otherwise)
    {
        if (!holds) throw new ReferenceRefusalException(otherwise);
    }
}
