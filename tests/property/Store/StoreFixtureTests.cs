using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>
/// A store that format version 1 wrote opens for good: from each of its checkpoints, from its log alone, and to the digest it was
/// closed with. The files under tests/golden/store-1 are never written again.
/// </summary>
public sealed class StoreFixtureTests
{
    private const string Digest = "b5f1e78b03968b697b4c3f01c12a92a6acf0057eb68d44045ce76e243b26074007";

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_store_of_format_version_1_opens(int tier)
    {
        SimDisk disk = Fixture();
        using TreeStore store = Manual(disk, new StoreOptions { RecoveryTierMin = tier, ReserveBytes = 0 });
        Assert.Equal((tier, 3L, Digest), (store.Recovery.Tier, store.Head.Revision, store.Head.Digest.ToString()));
        Assert.Equal("fixture", store.Definition.TreeId);
        using StoreSnapshot snapshot = store.Snapshot();
        for (int n = 1; n <= 60; n++)
        {
            bool isThere = snapshot.TryGet(Bytes($"key {n}"), out byte[]? value);
            Assert.Equal(n != 7, isThere);
            if (isThere) Assert.Equal(Bytes(n < 30 ? $"value {n}" : $"changed {n}"), value);
        }

        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        Assert.All(entries, entry => Assert.StartsWith("key ", System.Text.Encoding.ASCII.GetString(entry.Id!), StringComparison.Ordinal));
        Assert.Equal([1L, 2L, 3L], store.ReadLog(1).Select(record => record.Revision));
    }

    [Fact]
    public void Nothing_is_wrong_with_it()
    {
        FsckReport report = StoreCheck.Run(Fixture(), new StoreOptions { ReserveBytes = 0 }, new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
    }

    private static SimDisk Fixture() => SimDisk.FromImage(
        Directory.GetFiles(HouseRepository.PathOf("tests/golden/store-1")).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes),
        seed: 1);
}
