using System.Text;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>What docs/FORMAT.md says of full checkpoints is what the code does.</summary>
public sealed class FullFormatTests
{
    [Fact]
    public void The_page_states_every_constant_of_the_code()
    {
        Assert.Equal(FormatPage.Constants(typeof(FullFormat)), FormatPage.Table("| full checkpoint | value |"));
        Assert.Contains($"`{Encoding.ASCII.GetString(FullFormat.FullMagic)}`", FormatPage.Text, StringComparison.Ordinal);
        Assert.Contains($"`{Encoding.ASCII.GetString(FullFormat.ChunkMagic)}`", FormatPage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_fit_each_other()
    {
        Assert.Equal(FullFormat.FullHeaderLength, new FullHeader(default, 1).ToBytes().Length);
        Assert.True(FullFormat.SubtreeBytesMax <= FullFormat.ChunkBytesMax);
        Assert.True(FullFormat.SubtreeBytesMax > EncodedNode.LeafLength(TreeParameters.KeyLengthMax, TreeParameters.ValueLengthLimit));
        Assert.True(KeyScheme.HashedIdLengthMax + (2 << 20) < FullFormat.ChunkBytesMax);
    }

    [Fact]
    public void The_example_is_what_the_program_writes()
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, new StoreDefinition("example", new TreeParameters(32), KeyMode.Hashed), new StoreId("0123456789abcdef"u8));
        using TreeStore store = Manual(disk);
        Group(store, Batch(Put("a", "1"), Operation.RemoveIfExists(Bytes("b"))));
        using StoreSnapshot snapshot = store.Snapshot();
        FullState state = FullBench.State(disk, store) with { Incarnation = 0 };
        FullFile.Write(disk, new FullWriter(state, snapshot.Tree, snapshot.Ids, packs: false), 1);
        byte[] bytes = disk.Image()[FileNames.Full(1)];
        Assert.Equal(FormatPage.Hex(bytes), FormatPage.Example("full-0000000000000001", bytes));
    }
}
