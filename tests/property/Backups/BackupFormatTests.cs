using System.Text;
using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>What docs/FORMAT.md says of backups is what the code does.</summary>
public sealed class BackupFormatTests
{
    [Fact]
    public void The_page_states_every_constant_of_the_code()
    {
        Assert.Equal(FormatPage.Constants(typeof(BackupFormat)), FormatPage.Table("| backup | value |"));
        string text = FormatPage.Text;
        Assert.Contains($"`{Encoding.ASCII.GetString(BackupFormat.BackupMagic)}`", text, StringComparison.Ordinal);
        Assert.Contains($"`{Encoding.ASCII.GetString(BackupFormat.BlockMagic)}`", text, StringComparison.Ordinal);
        Assert.Contains($"`{Encoding.ASCII.GetString(BackupFormat.KeyPurpose)}`", text, StringComparison.Ordinal);
        Assert.Contains($"`{Encoding.ASCII.GetString(BackupFormat.CheckPurpose)}`", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Constants_fit_each_other()
    {
        var moment = new BackupMoment(default, 0);
        byte[] header = new BackupHeader(default, BackupKind.Full, 1, moment, moment).ToBytes();
        Assert.Equal(BackupFormat.BackupHeaderLength, header.Length);
        Assert.Equal(BackupFormat.KeyLength, BackupBench.Key.DeriveKey(header).Length);
    }

    [Fact]
    public void The_example_is_what_the_program_writes()
    {
        var disk = new SimDisk(1);
        TreeStore.Create(disk, new StoreDefinition("example", new TreeParameters(32), KeyMode.Hashed), new StoreId("0123456789abcdef"u8));
        using TreeStore store = Manual(disk);
        var backups = new SimDisk(2);
        BackupSet set = BackupSet.Open(backups, null, new SimClock());
        set.WriteFull(store);
        Group(store, Batch(Put("a", "1"), Operation.RemoveIfExists(Bytes("b"))));
        set.WriteIncremental(store);
        byte[] bytes = backups.Image()[FileNames.Backup(2)];
        Assert.Equal(FormatPage.Hex(bytes), FormatPage.Example("backup-0000000000000002", bytes));
    }
}
