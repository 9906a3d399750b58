using System.Diagnostics.Metrics;
using System.Text;
using BasisTrees.Hosting;
using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What a host tells of the health of its trees, and what it measures.</summary>
public sealed class HostedHealthTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Trees_that_are_open_and_take_batches_are_healthy()
    {
        using IHost host = Build(_ => { });
        HealthReportEntry before = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        Assert.Equal("The default tree is not open. The tree \"other\" is not open.", before.Description);
        await host.StartAsync(Cancellation);
        HostedTreesTests.Put(host.Services.GetRequiredService<TreeStore>(), "a", "1");
        HealthReportEntry open = await CheckAsync(host);
        Assert.Equal(HealthStatus.Healthy, open.Status);
        Assert.StartsWith("1:", (string)open.Data["default"], StringComparison.Ordinal);
        Assert.StartsWith("0:", (string)open.Data["other"], StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host)).Status);
    }

    [Fact]
    public async Task A_tree_that_cannot_be_opened_says_why()
    {
        using IHost first = Build(_ => { });
        await first.StartAsync(Cancellation);
        using IHost second = Build(_ => { });
        await Assert.ThrowsAsync<StoreLockedException>(() => second.StartAsync(Cancellation));
        HealthReportEntry entry = await CheckAsync(second);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("The default tree could not be opened: ", entry.Description, StringComparison.Ordinal);
        await first.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_tree_without_room_is_degraded_and_reads_go_on()
    {
        // Less than the reserve that is to be set aside.
        using IHost host = Build(options => options.QuotaBytes = 64 << 10);
        await host.StartAsync(Cancellation);
        HealthReportEntry entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("The default tree has no room", entry.Description, StringComparison.Ordinal);
        host.Services.GetRequiredService<TreeStore>().Snapshot().Dispose();
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_tree_that_a_failure_has_stopped_is_unhealthy()
    {
        var log = new EventCapture();
        using IHost host = Build(_ => { }, log);
        await host.StartAsync(Cancellation);
        TreeStore store = host.Services.GetRequiredService<TreeStore>();
        HostedTreesTests.Put(store, "a", "1");
        Directory.Delete(_scratch["data"], recursive: true);
        Assert.Throws<StoreStoppedException>(() => store.Checkpoint());
        HealthReportEntry entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("The default tree has stopped after a failure", entry.Description, StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
        Assert.Contains(log.Events, one => one.Id == 5);
    }

    [Fact]
    public async Task A_tree_that_has_met_damage_is_unhealthy_until_it_is_opened_anew()
    {
        const int keys = 2000;
        Action<HostedTreeOptions> small = options => options.NodeCacheBytes = 64 << 10;
        using (IHost host = Build(small))
        {
            await host.StartAsync(Cancellation);
            TreeStore store = host.Services.GetRequiredService<TreeStore>();
            for (int i = 0; i < keys; i += 100)
            {
                Operation[] some = [.. Enumerable.Range(i, 100).Select(n => Operation.Insert(Id(n), new byte[100]))];
                Assert.Equal(CommitOutcome.Committed, store.Commit(new Batch(some)).Outcome);
            }

            await host.StopAsync(Cancellation);
        }

        FlipInTheMiddle(new DirectoryInfo(_scratch["data"]).GetFiles("nodes-*")
            .Where(file => file.Extension.Length == 0).MaxBy(file => file.Length)!); // there is one
        using (IHost host = Build(small))
        {
            await host.StartAsync(Cancellation);
            using (StoreSnapshot snapshot = host.Services.GetRequiredService<TreeStore>().Snapshot())
                Assert.Throws<StoreDamagedException>(() => Enumerable.Range(0, keys).Count(n => snapshot.TryGet(Id(n), out _)));
            HealthReportEntry entry = await CheckAsync(host);
            Assert.Equal(HealthStatus.Unhealthy, entry.Status);
            Assert.Contains("The default tree has met damage", entry.Description, StringComparison.Ordinal);
            await host.StopAsync(Cancellation);
        }

        var log = new EventCapture();
        using IHost healed = Build(small, log);
        await healed.StartAsync(Cancellation);
        using (StoreSnapshot snapshot = healed.Services.GetRequiredService<TreeStore>().Snapshot())
            Assert.Equal(keys, Enumerable.Range(0, keys).Count(n => snapshot.TryGet(Id(n), out _)));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(healed)).Status);
        Assert.Contains(log.Events, one => one.Id == 3);
        await healed.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Two_hosts_of_one_process_keep_their_measurements_apart()
    {
        var seen = new List<(object? Scope, string Instrument, string Tree)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter is { Name: "BasisTrees.Persistence", Scope: not null }) self.EnableMeasurementEvents(instrument);
        };
        void Note(Instrument instrument)
        {
            string tree = instrument.Meter.Tags?.Single(tag => tag.Key == "basis.tree").Value as string ?? "";
            lock (seen) seen.Add((instrument.Meter.Scope, instrument.Name, tree));
        }

        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Note(instrument));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Note(instrument));
        listener.Start();
        using IHost first = Build(options => options.TreeId = "first", metrics: true);
        using IHost second = Build(
            options => (options.TreeId, options.Directory) = ("second", _scratch["second"]), metrics: true, other: "far");
        await first.StartAsync(Cancellation);
        await second.StartAsync(Cancellation);
        HostedTreesTests.Put(first.Services.GetRequiredService<TreeStore>(), "a", "1");
        object[] scopes = [.. new[] { first, second }.Select(host => host.Services.GetRequiredService<IMeterFactory>())];
        (object? Scope, string Instrument, string Tree)[] ours;
        lock (seen) ours = [.. seen.Where(one => scopes.Contains(one.Scope))];
        Assert.Contains((scopes[0], "basis.log.sync.duration", "first"), ours);
        Assert.Contains((scopes[0], "basis.commit.group.size", "first"), ours);
        Assert.DoesNotContain(ours, one => one.Scope == scopes[1]);
        HostedTreesTests.Put(second.Services.GetRequiredService<TreeStore>(), "a", "1");
        lock (seen) Assert.Contains((scopes[1], "basis.log.sync.duration", "second"), seen);
        await first.StopAsync(Cancellation);
        await second.StopAsync(Cancellation);
    }

    private IHost Build(Action<HostedTreeOptions> set, EventCapture? log = null, bool metrics = false, string other = "other") =>
        HostedTreesTests.Build(services =>
        {
            if (metrics) services.AddMetrics();
            services.AddHealthChecks().AddBasisTrees();
            services.AddBasisTrees(options =>
            {
                options.Directory = _scratch["data"];
                set(options);
            });
            services.AddBasisTrees("other", options => options.Directory = _scratch[other]);
        }, log);

    private static async Task<HealthReportEntry> CheckAsync(IHost host)
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        return Assert.Single(report.Entries).Value;
    }

    // What opening reads, the root and the checkpoint, is written last.
    private static void FlipInTheMiddle(FileInfo file)
    {
        using FileStream stream = file.Open(FileMode.Open, FileAccess.ReadWrite);
        for (long at = file.Length / 4; at < file.Length * 3 / 4; at += 200)
        {
            stream.Position = at;
            int one = stream.ReadByte();
            stream.Position = at;
            stream.WriteByte((byte)(one ^ 0x10));
        }
    }

    private static byte[] Id(int n) => Encoding.UTF8.GetBytes($"key {n}");
}
