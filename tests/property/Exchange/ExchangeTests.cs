using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>Trees that leave a store as scrypto's files, and stores that are made of such files.</summary>
public sealed class ExchangeTests
{
    private static readonly StoreDefinition s_raw = new("imported", new TreeParameters(32), KeyMode.Raw);

    [Theory]
    [InlineData(0, 14)]
    [InlineData(1, 14)]
    [InlineData(300, 0)]
    [InlineData(300, 5)]
    [InlineData(300, 14)]
    public void An_imported_tree_has_the_digest_and_goes_on(int keys, int subtreeDepth)
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = FullBench.Filled(disk, keys);
        var files = new SimDisk(2);
        using StoreSnapshot snapshot = store.Snapshot();
        int subtrees = ScryptoExport.Write(snapshot, files, subtreeDepth);
        ManifestSlice slice = ManifestSlice.Write(snapshot.Tree, subtreeDepth);
        Assert.Equal(slice.Subtrees.Count, subtrees);
        Assert.Equal(subtrees + 1, files.List().Count);
        Assert.Equal(slice.Manifest, files.Image()["manifest"]);
        for (int i = 0; i < subtrees; i++) Assert.Equal(slice.Subtrees[i], files.Image()[$"subtree-{i:d8}"]);

        var target = new SimDisk(3);
        Head head = ScryptoImport.Found(files, target, s_raw, store.Head.Digest, new SimClock());
        Assert.Equal((1L, store.Head.Digest, 1UL, store.Head.Count), (head.Revision, head.Digest, head.NextSequence, head.Count));
        byte[] key = new byte[32];
        key[5] = 7;
        Digest after;
        Assert.Empty(StoreCheck.Run(target, null, new FsckOptions { IsDeep = true }).Findings);
        using (TreeStore imported = Manual(target))
        {
            Assert.Equal(head, imported.Head);
            Assert.Equal(IncarnationOrigin.Restored, imported.Incarnation.Origin);
            CheckSame(snapshot, imported);
            Group(imported, Batch(Operation.Insert(key, Bytes("new"))));
            after = imported.Head.Digest;
            Assert.Equal(2, imported.ReadLog(2).Single().Revision);
        }

        using TreeStore reopened = Manual(target, new StoreOptions { RecoveryTierMin = 3 });
        Assert.Equal((2L, after), (reopened.Head.Revision, reopened.Head.Digest));
        using StoreSnapshot last = reopened.Snapshot();
        Assert.True(last.TryGet(key, out byte[]? value));
        Assert.Equal(Bytes("new"), value);
    }

    [Fact]
    public void An_imported_store_can_be_backed_up_and_restored()
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = FullBench.Filled(disk, 50);
        var files = new SimDisk(2);
        using (StoreSnapshot snapshot = store.Snapshot()) ScryptoExport.Write(snapshot, files);
        var target = new SimDisk(3);
        ScryptoImport.Found(files, target, s_raw);
        using TreeStore imported = Manual(target);
        BackupSet set = BackupSet.Open(new SimDisk(4));
        set.WriteFull(imported);
        Group(imported, Batch(Operation.Insert(new byte[32].Select((_, i) => (byte)i).ToArray(), Bytes("x"))));
        set.WriteIncremental(imported);
        Assert.Equal(imported.Head.Digest, set.Restore(new SimDisk(5), RestorePoint.Latest).Digest);
        Assert.Equal(store.Head.Digest, set.Restore(new SimDisk(6), RestorePoint.AtRevision(1)).Digest);
    }

    [Fact]
    public void Files_that_are_changed_missing_or_of_another_tree_make_no_store()
    {
        SimDisk disk = NewDisk(Hashed);
        using TreeStore store = FullBench.Filled(disk, 40);
        var files = new SimDisk(2);
        using (StoreSnapshot snapshot = store.Snapshot()) ScryptoExport.Write(snapshot, files, 3);
        Dictionary<string, byte[]> image = files.Image();
        foreach ((string name, byte[] bytes) in image)
        {
            for (int at = 0; at < bytes.Length; at += 7)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= 1;
                Refused(image, name, changed, store.Head.Digest);
            }

            Refused(image, name, bytes[..^1], store.Head.Digest);
            Refused(image, name, [], store.Head.Digest);
            Assert.EndsWith(name, Refused(image, name, null, store.Head.Digest).File, StringComparison.Ordinal);
        }

        Refused(image, "manifest", image["manifest"], store.Head.Digest with { Height = 9 });
        Assert.Throws<ArgumentException>(() => ScryptoImport.Found(files, new SimDisk(3), Hashed));
        Assert.Throws<StoreExistsException>(() => ScryptoImport.Found(files, NewDisk(Padded), s_raw));
        using StoreSnapshot other = store.Snapshot();
        Assert.Throws<StoreExistsException>(() => ScryptoExport.Write(other, files));
    }

    private static StoreDamagedException Refused(Dictionary<string, byte[]> image, string name, byte[]? bytes, Digest digest)
    {
        SimDisk files = SimDisk.FromImage(image, 1);
        files.Replace(name, bytes);
        var target = new SimDisk(3);
        StoreDamagedException refusal =
            Assert.Throws<StoreDamagedException>(() => ScryptoImport.Found(files, target, s_raw, digest, new SimClock()));
        Assert.DoesNotContain(target.List(), file => file != FileNames.Lock);
        return refusal;
    }

    private static void CheckSame(StoreSnapshot snapshot, TreeStore imported)
    {
        using StoreSnapshot other = imported.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> expected, out _));
        Assert.True(other.TryScan(default, out IEnumerable<StoreEntry> found, out _));
        Assert.Equal(
            expected.Select(entry => (Convert.ToHexString(entry.Key), Convert.ToHexString(entry.Value))),
            found.Select(entry => (Convert.ToHexString(entry.Id!), Convert.ToHexString(entry.Value))));
    }
}
