using System.Collections.Concurrent;
using System.Globalization;
using BasisTrees.Persistence;
using Xunit;
using static BasisTrees.Tests.Property.StoreBench;

namespace BasisTrees.Tests.Property;

/// <summary>A store that is closed while others commit and read.</summary>
public sealed class StoreDisposalTests : IDisposable
{
    private const int Writers = 8;
    private const int Readers = 4;

    private readonly string _root = Directory.CreateTempSubdirectory("basis-disposal").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.ProcessCrash)]
    [InlineData(Durability.None)]
    public void Everyone_gets_an_answer_and_every_answer_stands(Durability durability)
    {
        DirectoryDisk disk = DirectoryDisk.Create(Path.Combine(_root, durability.ToString()));
        TreeStore.Create(disk, Padded);
        TreeStore store = TreeStore.Open(disk, new StoreOptions { Durability = durability, SegmentBytesMax = 1 << 14 });
        var answers = new ConcurrentDictionary<long, Digest>();
        using var enough = new ManualResetEventSlim();
        Thread[] threads =
        [
            .. Enumerable.Range(0, Writers).Select(writer => new Thread(() => Commit(store, writer, answers, enough))),
            .. Enumerable.Range(0, Readers).Select(_ => new Thread(() => Read(store))),
        ];
        foreach (Thread thread in threads) thread.Start();
        Assert.True(enough.Wait(TimeSpan.FromMinutes(2)));
        store.Dispose();
        foreach (Thread thread in threads) Assert.True(thread.Join(TimeSpan.FromMinutes(2)));

        Head last = store.Head;
        Assert.Equal(answers.Count, last.Revision);
        using TreeStore again = TreeStore.Open(disk);
        Assert.Equal(last, again.Head);
        Assert.Equal(0, again.Recovery.Tier);
        foreach ((long revision, Digest digest) in answers)
        {
            Assert.True(again.TryGetDigest(revision, out Digest found));
            Assert.Equal(digest, found);
        }
    }

    private static void Commit(TreeStore store, int writer, ConcurrentDictionary<long, Digest> answers, ManualResetEventSlim enough)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{writer}-{i % 1000}");
                CommitResult result = store.Commit(Batch(Put(id, i.ToString(CultureInfo.InvariantCulture))));
                if (result.Outcome != CommitOutcome.Committed) continue;
                answers[result.Revision] = result.After;
                if (answers.Count >= 400) enough.Set();
            }
        }
        catch (ObjectDisposedException)
        {
            // The store was closed before the batch was let in, so nobody waits for it.
        }
    }

    private static void Read(TreeStore store)
    {
        StoreSnapshot? kept = null;
        try
        {
            while (true)
            {
                kept?.Dispose();
                kept = null;
                kept = store.Snapshot();
                Assert.True(kept.TryScan(default, out IEnumerable<StoreEntry> entries, out _));
                Assert.Equal(kept.Count, entries.LongCount());
                if (store.Statistics().Commits > 200) break;
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile.
        }

        // A snapshot outlives its store.
        if (kept is null) return;
        Assert.True(kept.TryScan(default, out IEnumerable<StoreEntry> again, out _));
        Assert.Equal(kept.Count, again.LongCount());
        kept.Dispose();
    }
}
