using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>Reads of a store of nodes that must have one answer.</summary>
internal static class NodesReader
{
    internal static void Expect(INodeStore store, NodesItem item, NodePlace place, NodeRecord? expected = null)
    {
        byte[] buffer = [];
        Assert.Equal(NodeReading.Found, store.TryRead(item.Label, place, ref buffer, out NodeRecord record));
        Assert.Equal(item.Bytes, buffer[..record.Length]);
        if (expected is { } all) Assert.Equal(all, record);
    }

    internal static void ExpectMissing(INodeStore store, Label label, NodePlace place)
    {
        byte[] buffer = [];
        NodeReading reading = store.TryRead(label, place, ref buffer, out NodeRecord record);
        Assert.True(reading == NodeReading.Missing, $"{label} at {place.Number:x} is {reading} in {store.Locate(record.Place)}");
    }
}
