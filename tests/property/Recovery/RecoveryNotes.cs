using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Entries in an order of their own, all in the same memory one after the other.</summary>
internal sealed class RecoveryNotes(IEnumerable<(byte[] Id, byte[] Value)> entries) : INotes
{
    public IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Value)> Entries()
    {
        byte[] idBuffer = new byte[1 << 12];
        byte[] valueBuffer = new byte[1 << 16];
        foreach ((byte[] id, byte[] value) in entries)
        {
            id.CopyTo(idBuffer, 0);
            value.CopyTo(valueBuffer, 0);
            yield return (idBuffer.AsMemory(0, id.Length), valueBuffer.AsMemory(0, value.Length));
        }
    }
}
