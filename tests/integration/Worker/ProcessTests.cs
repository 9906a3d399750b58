using System.Net.Sockets;
using System.Text;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The service as a process: what it tells whoever started it, and how it ends under load.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int Writers = 6;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task It_ends_in_good_order_under_load()
    {
        string data = _scratch.Store("data");
        KillWriter[] writers = [.. Enumerable.Range(0, Writers).Select(n => new KillWriter($"w{n}", n))];
        long acknowledged = 0;
        using (ServedStore served = ServedStore.Start(data))
        {
            using var enough = new ManualResetEventSlim();
            Task[] writing = [.. writers.Select(writer => writer.WriteAsync(served.Http, (revision, _) =>
            {
                InterlockedMax(ref acknowledged, revision);
                if (revision > 100) enough.Set();
            }))];
            await Task.WhenAny(Task.WhenAll(writing), Task.Run(() => enough.Wait(Token), Token));
            (int exitCode, string talk) = served.Stop();
            await Task.WhenAll(writing);
            Assert.True(exitCode == 0, talk);
            Assert.Contains("Stopped at revision ", talk, StringComparison.Ordinal);
        }

        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(data));
        Assert.Equal((0, 0), (store.Recovery.Tier, store.Recovery.Records));
        Assert.Equal(store.Head.Revision, store.Recovery.CheckpointRevision);
        Assert.True(store.Head.Revision >= acknowledged && acknowledged > 100, $"{store.Head.Revision}, acknowledged {acknowledged}");
        Dictionary<string, string> found = Values(store);
        foreach (KillWriter writer in writers)
            writer.Settle(found.Where(entry => writer.Owns(entry.Key)).ToDictionary(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_tells_whoever_started_it()
    {
        string name = _scratch["notify"];
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 120_000 };
        socket.Bind(new UnixDomainSocketEndPoint(name));
        using ServedStore served = ServedStore.StartIn(_scratch.Root, ("NOTIFY_SOCKET", name), "--data", _scratch.Store("data"));
        Assert.Equal("READY=1", Receive(socket));
        Assert.True((await served.Http.GetAsync("startupz", Token)).IsSuccessStatusCode);
        Assert.Equal(0, served.Stop().ExitCode);
        Assert.Equal("STOPPING=1", Receive(socket));
    }

    [Fact]
    public void A_socket_that_is_not_there_changes_nothing()
    {
        using ServedStore served = ServedStore.StartIn(
            _scratch.Root, ("NOTIFY_SOCKET", _scratch["nobody"]), "--data", _scratch.Store("data"));
        (int exitCode, string talk) = served.Stop();
        Assert.Equal(0, exitCode);
        Assert.Contains("NOTIFY_SOCKET cannot be told READY=1", talk, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Receive(Socket socket)
    {
        byte[] bytes = new byte[100];
        return Encoding.ASCII.GetString(bytes, 0, socket.Receive(bytes));
    }

    private static Dictionary<string, string> Values(TreeStore store)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(new ScanRange(), out IEnumerable<StoreEntry> entries, out _));
        return entries.ToDictionary(
            entry => Encoding.UTF8.GetString(entry.Id!), entry => Encoding.UTF8.GetString(entry.Value), StringComparer.Ordinal);
    }

    private static void InterlockedMax(ref long place, long value)
    {
        for (long seen = Volatile.Read(ref place); seen < value;)
        {
            long before = Interlocked.CompareExchange(ref place, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
