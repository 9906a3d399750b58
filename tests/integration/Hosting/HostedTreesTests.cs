using System.Globalization;
using System.Text;
using BasisTrees.Hosting;
using BasisTrees.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Trees as parts of a real host.</summary>
public sealed class HostedTreesTests : IDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Several_trees_live_in_one_host_and_are_there_again_after_a_restart()
    {
        for (int life = 0; life < 2; life++)
        {
            var log = new EventCapture();
            using IHost host = Build(services =>
            {
                services.AddBasisTrees(options => options.Directory = _scratch["main"]);
                services.AddBasisTrees("accounts", options => options.Directory = _scratch["accounts"]);
                services.AddBasisTrees("files", options =>
                {
                    options.Directory = _scratch["files"];
                    options.TreeId = "files";
                    options.KeyMode = KeyMode.Padded;
                    options.KeyLength = 20;
                });
            }, log);
            await host.StartAsync(Cancellation);
            TreeStore[] trees =
            [
                host.Services.GetRequiredService<TreeStore>(),
                host.Services.GetRequiredKeyedService<TreeStore>("accounts"),
                host.Services.GetRequiredKeyedService<TreeStore>("files"),
            ];
            Assert.Equal(3, trees.Distinct().Count());
            Assert.Equal("files", trees[2].Definition.TreeId);
            for (int i = 0; i < trees.Length; i++)
            {
                if (life == 0) Put(trees[i], "which", i.ToString(CultureInfo.InvariantCulture));
                Assert.Equal(i.ToString(CultureInfo.InvariantCulture), Get(trees[i], "which"));
                Assert.Equal(1, trees[i].Head.Revision);
                Assert.Equal(0, trees[i].Recovery.Tier);
                Assert.Equal(0, trees[i].Recovery.Records); // closing wrote a checkpoint
            }

            await host.StopAsync(Cancellation);
            Assert.Throws<ObjectDisposedException>(() => trees[0].Snapshot());
            int[] expected = life == 0 ? [1, 2, 1, 2, 1, 2, 4, 4, 4] : [2, 2, 2, 4, 4, 4];
            Assert.Equal(expected, log.Events.Select(one => one.Id));
            Assert.All(log.Events, one => Assert.DoesNotContain('{', one.Text));
        }
    }

    [Fact]
    public async Task A_tree_is_closed_after_everything_that_was_registered_before_it()
    {
        using (IHost host = Build(services =>
        {
            services.AddHostedService(provider => new LastWords(provider));
            services.AddBasisTrees(options => options.Directory = _scratch["data"]);
        }))
        {
            await host.StartAsync(Cancellation);
            await host.StopAsync(Cancellation);
        }

        using var store = TreeStore.Open(DirectoryDisk.Open(_scratch["data"]));
        Assert.Equal("stopping", Get(store, "last words"));
    }

    [Fact]
    public void Without_a_host_a_tree_is_opened_once_by_who_asks_first_and_closed_with_the_container()
    {
        var services = new ServiceCollection();
        services.AddBasisTrees("one", options => options.Directory = _scratch["data"]);
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.False(Directory.Exists(_scratch["data"]));
            TreeStore[] found = new TreeStore[8];
            Parallel.For(0, found.Length, i => found[i] = provider.GetRequiredKeyedService<TreeStore>("one"));
            Assert.Single(found.Distinct());
            Assert.Null(provider.GetService<TreeStore>()); // there is no default tree
            Put(found[0], "a", "1");
            Assert.Throws<StoreLockedException>(() => TreeStore.Open(DirectoryDisk.Open(_scratch["data"])));
        }

        using var store = TreeStore.Open(DirectoryDisk.Open(_scratch["data"]));
        Assert.Equal("1", Get(store, "a"));
    }

    [Fact]
    public async Task Every_wrong_option_is_told_in_one_sentence_before_anything_starts()
    {
        (string Expected, Action<HostedTreeOptions> Set)[] wrong =
        [
            ("Directory is required", o => o.Directory = " "),
            ("TreeId has 1 to 128 characters", o => o.TreeId = "a b"),
            ("KeyMode 9 is not known", o => o.KeyMode = (KeyMode)9),
            ("KeyLength is 256 and must be less than or equal to 255", o => o.KeyLength = 256),
            ("KeyLength cannot be 16. A key has 1 to 255 bytes, a padded one at least 2, a hashed one 32", o => o.KeyLength = 16),
            ("ValueLength is -1 and must be", o => o.ValueLength = -1),
            ("Durability has a value that is out of range", o => o.Durability = (Durability)7),
            ("NodeCacheBytes is 1 and must be greater than or equal to 65536", o => o.NodeCacheBytes = 1),
            ("CheckpointsRetained is 0 and must be greater than or equal to 1", o => o.CheckpointsRetained = 0),
            ("CheckpointInterval has a value that is out of range", o => o.CheckpointInterval = TimeSpan.Zero),
            ("ExpectAtLeast has the form REVISION:DIGEST", o => o.ExpectAtLeast = "7"),
        ];
        foreach ((string expected, Action<HostedTreeOptions> set) in wrong)
        {
            using IHost host = Build(services => services.AddBasisTrees("books", options =>
            {
                options.Directory = _scratch["data"];
                set(options);
            }));
            OptionsValidationException refused =
                await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
            string sentence = Assert.Single(refused.Failures);
            Assert.StartsWith($"The tree \"books\": {expected}", sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_scratch["data"]));
    }

    [Fact]
    public async Task Several_wrong_options_are_told_together()
    {
        using IHost host = Build(services => services.AddBasisTrees(options =>
        {
            options.QuotaBytes = -1;
            options.QueueBatchesMax = 0;
        }));
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
        Assert.Equal(3, refused.Failures.Count());
    }

    [Fact]
    public async Task A_store_that_is_another_one_than_the_options_say_is_refused_and_left_alone()
    {
        TreeStore.Create(
            DirectoryDisk.Create(_scratch["data"]), new StoreDefinition("books", new TreeParameters(16), KeyMode.Raw));
        (string Expected, Action<HostedTreeOptions> Set)[] wrong =
        [
            ("KeyMode is Hashed, and the store that is there has Raw.", _ => { }),
            ("KeyLength is 32, and the store that is there has 16.", o => o.KeyMode = KeyMode.Raw),
            ("TreeId is notes, and the store that is there has books.", o => o.TreeId = "notes"),
            ("ValueLength is 8, and the store that is there has any.",
                o => (o.KeyMode, o.KeyLength, o.ValueLength) = (KeyMode.Raw, 16, 8)),
        ];
        foreach ((string expected, Action<HostedTreeOptions> set) in wrong)
        {
            using IHost host = Build(services => services.AddBasisTrees(options =>
            {
                options.Directory = _scratch["data"];
                set(options);
            }));
            OptionsValidationException refused =
                await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));
            Assert.Equal($"The default tree: {expected}", Assert.Single(refused.Failures));
        }
    }

    [Fact]
    public async Task A_store_that_is_not_to_be_made_is_missed()
    {
        var log = new EventCapture();
        using IHost host = Build(services => services.AddBasisTrees(options =>
        {
            options.Directory = _scratch["missing"];
            options.CreateIfMissing = false;
        }), log);
        await Assert.ThrowsAsync<StoreNotFoundException>(() => host.StartAsync(Cancellation));
        Assert.Equal([6], log.Events.Select(one => one.Id));
        Assert.False(Directory.Exists(_scratch["missing"]));
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var services = new ServiceCollection();
        services.AddBasisTrees().AddBasisTrees("one");
        Assert.Throws<ArgumentException>(() => services.AddBasisTrees("one"));
        Assert.Throws<ArgumentException>(() => services.AddBasisTrees());
        Assert.Throws<ArgumentException>(() => services.AddBasisTrees(string.Empty));
        services.AddBasisTrees("two");
    }

    [Fact]
    public async Task Records_are_dated_by_the_clock_of_the_container()
    {
        var clock = new SetClock();
        using IHost host = Build(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddBasisTrees(options => options.Directory = _scratch["data"]);
        });
        await host.StartAsync(Cancellation);
        TreeStore store = host.Services.GetRequiredService<TreeStore>();
        Put(store, "a", "1");
        clock.Advance(TimeSpan.FromDays(1));
        Put(store, "a", "2");
        Assert.Equal([clock.GetUtcNow() - TimeSpan.FromDays(1), clock.GetUtcNow()], store.ReadLog(1).Select(record => record.Time));
        await host.StopAsync(Cancellation);
    }

    internal static IHost Build(Action<IServiceCollection> add, EventCapture? log = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (log is not null) builder.Logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log);
        add(builder.Services);
        return builder.Build();
    }

    internal static void Put(TreeStore store, string id, string value)
    {
        Operation[] operations = [Operation.InsertOrUpdate(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(value))];
        Assert.Equal(CommitOutcome.Committed, store.Commit(new Batch(operations)).Outcome);
    }

    private static string? Get(TreeStore store, string id)
    {
        using StoreSnapshot snapshot = store.Snapshot();
        return snapshot.TryGet(Encoding.UTF8.GetBytes(id), out byte[]? value) ? Encoding.UTF8.GetString(value) : null;
    }

    /// <summary>Writes while the host stops.</summary>
    private sealed class LastWords(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Put(services.GetRequiredService<TreeStore>(), "last words", "stopping");
            return Task.CompletedTask;
        }
    }
}
