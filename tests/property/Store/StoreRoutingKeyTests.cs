using BasisTrees.Persistence;
using BasisTrees.Tests.Support;
using Xunit;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Records of nodes whose routing key was changed and whose checksum fits: whoever meets one is told file and offset, and the next opening
/// finds another way to the tree.
/// </summary>
public sealed class StoreRoutingKeyTests(ITestOutputHelper output)
{
    // No checkpoint is written beside those that are there: nothing is in memory but what is asked for.
    private static readonly StoreOptions Tight = CheckingBench.WithNodes with
    {
        CheckpointAtClose = false, CheckpointOperations = 1_000_000,
    };

    private static readonly string[] Ways = ["get", "prove", "scan", "scan back", "commit", "back up"];

    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_meets_it_is_told_file_and_offset(int seed)
    {
        SimDisk whole = CheckingBench.Nodes(seed);
        StoreDefinition definition = DefinitionFile.Read(whole).Definition;
        StoreEntry[] entries = Entries(whole);
        Digest digest;
        using (TreeStore store = StoreBench.Manual(SimDisk.FromImage(whole.Image(), 0), Tight)) digest = store.Head.Digest;
        var met = new Dictionary<string, int>();
        for (int node = 0; node < 8; node++)
        {
            int skip = 3 * node;
            foreach (string way in Ways)
            {
                var disk = SimDisk.FromImage(whole.Image(), node);
                (string name, long offset) = CheckingForge.Find(
                    disk, definition, body => body[0] == EncodedNode.InternalTag && skip-- == 0);
                skip = 3 * node;
                int at = node % 2 == 0 ? 2 : 1 + definition.Parameters.KeyLength; // the first or the last byte of the key
                CheckingForge.Change(disk, name, offset, body => body.Span[at] ^= 0xFF);
                if (Meet(disk, way, entries) is not { } damage) continue;
                met[way] = met.GetValueOrDefault(way) + 1;
                Assert.Contains("routing keys", damage.Expected, StringComparison.Ordinal);
                Assert.StartsWith(disk.PathOf("nodes-"), damage.File, StringComparison.Ordinal);
                Assert.True(IsRecord(disk, definition, damage), $"{damage.Message} names no record");

                // The log is the truth: what was acknowledged comes back.
                Assert.Contains(FileNames.Suspect, disk.List());
                using TreeStore again = StoreBench.Manual(disk, Tight);
                Assert.True(again.Recovery.Tier >= 2);
                if (way != "commit") Assert.Equal(digest, again.Head.Digest);
                Assert.DoesNotContain(FileNames.Suspect, disk.List());
            }
        }

        output.WriteLine(string.Join(", ", met.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.All(Ways, way => Assert.True(met.GetValueOrDefault(way) > 0, way));
    }

    private static StoreDamagedException? Meet(SimDisk disk, string way, StoreEntry[] entries)
    {
        TreeStore store = StoreBench.Manual(disk, Tight);
        if (store.Recovery.Tier >= 2)
        {
            store.Dispose();
            return null; // the root's own: opening met it
        }

        try
        {
            Ask(store, way, entries);
            return null;
        }
        catch (StoreDamagedException damage)
        {
            return damage;
        }
        catch (StoreStoppedException stopped)
        {
            Assert.Equal("commit", way);
            return Assert.IsType<StoreDamagedException>(stopped.InnerException);
        }
        finally
        {
            store.CommitQueued();
            store.Dispose();
        }
    }

    private static void Ask(TreeStore store, string way, StoreEntry[] entries)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        switch (way)
        {
            case "get":
                foreach (StoreEntry entry in entries) Assert.True(snapshot.TryGet(entry.Id, out _));
                break;
            case "prove":
                foreach (StoreEntry entry in entries) Assert.True(snapshot.TryProve([entry.Id], out _, out _, out _));
                break;
            case "scan" or "scan back":
                // A scan of everything passes all nodes whatever their routing keys are; one from a key on is led by them.
                int step = way == "scan" ? 1 : -1;
                for (int i = 0; i < entries.Length; i++)
                {
                    var range = new ScanRange { AfterKey = entries[i].Key, Descending = step < 0, Limit = 1 };
                    Assert.True(snapshot.TryScan(range, out IEnumerable<StoreEntry> scan, out _));
                    byte[][] expected = i + step >= 0 && i + step < entries.Length ? [entries[i + step].Key] : [];
                    byte[][] found = [.. scan.Select(entry => entry.Key)];
                    Assert.Equal(expected, found);
                }

                break;
            case "commit":
                foreach (StoreEntry entry in entries)
                {
                    Task<CommitResult> answer = StoreBench.Group(store, new Batch([Operation.Update(entry.Id, new byte[3])]))[0];
                    Assert.True(answer.IsCompleted);
                    if (answer.Exception is { } failure) throw failure.InnerException!; // a failed task has one
                    Assert.Equal(CommitOutcome.Committed, StoreBench.Answer(answer).Outcome);
                }

                break;
            default:
                BackupSet.Open(new SimDisk(1)).WriteFull(store);
                break;
        }
    }

    private static StoreEntry[] Entries(SimDisk whole)
    {
        using TreeStore store = StoreBench.Manual(SimDisk.FromImage(whole.Image(), 0), Tight);
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
        return [.. entries];
    }

    private static bool IsRecord(SimDisk disk, StoreDefinition definition, StoreDamagedException damage)
    {
        using var layer = new OverlayDisk(disk);
        return CheckingForge.WithNodes(layer, definition, CheckingForge.Newest(disk), nodes =>
        {
            bool isThere = false;
            nodes.Enumerate((in NodeRecord record, ReadOnlySpan<byte> _) =>
            {
                isThere |= nodes.Locate(record.Place) == (damage.File, damage.Offset);
                return !isThere;
            });
            return isThere;
        });
    }
}
