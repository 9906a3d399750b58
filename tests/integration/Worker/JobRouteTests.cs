using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>The jobs of a running service: backups, a drill that compares with the running store, and a scrub that finds damage.</summary>
public sealed class JobRouteTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Backups_drills_and_scrubs_are_done_and_shown()
    {
        string data = _scratch.Store("data");
        string config = _scratch.Write("basis.toml",
            $"[backup]\nset = \"{_scratch["set"]}\"\nincremental_interval = \"2 hours\"\n[drill]\nreports = \"{_scratch["reports"]}\"\n"
            + $"scratch = \"{_scratch.Root}\"\n");
        using ServedStore served = ServedStore.Start(data, "--config", config);
        for (int i = 0; i < 20; i++) await served.Http.PutAsync($"v1/entry?id={i}", new ByteArrayContent([1, 2]), Token);
        JsonNode full = await RunAsync(served, "full_backup");
        Assert.Equal("succeeded", (string)full["last_outcome"]!);
        await served.Http.PutAsync("v1/entry?id=later", new ByteArrayContent([3]), Token);
        JsonNode incremental = await RunAsync(served, "incremental_backup");
        Assert.Contains("to revision 21", (string)incremental["last_sentence"]!, StringComparison.Ordinal);
        JsonNode drill = await RunAsync(served, "drill");
        Assert.True((string)drill["last_outcome"]! == "succeeded", drill.ToJsonString());
        Assert.Equal(2, Directory.GetFiles(_scratch["reports"]).Length);
        string report = File.ReadAllText(Directory.GetFiles(_scratch["reports"], "*.json").Single());
        Assert.Equal((true, 21, 21), ((bool)JsonNode.Parse(report)!["passed"]!, (int)JsonNode.Parse(report)!["revision"]!,
            (int)JsonNode.Parse(report)!["count"]!));
        Assert.Equal("succeeded", (string)(await RunAsync(served, "scrub"))["last_outcome"]!);
        Assert.Contains("revision 21.", (string)(await RunAsync(served, "compaction"))["last_sentence"]!, StringComparison.Ordinal);
        Assert.Equal("The tree has no notes to be compared with.", (string)(await RunAsync(served, "crosscheck"))["last_sentence"]!);
        JsonNode listed = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/jobs", Token));
        Assert.Equal(
            ["full_backup", "incremental_backup", "drill", "scrub", "compaction", "crosscheck"],
            listed["jobs"]!.AsArray().Select(job => (string)job!["name"]!));
        Assert.All(listed["jobs"]!.AsArray(), job => Assert.Equal("succeeded", (string)job!["last_outcome"]!));
        Assert.Equal(7200, (double)listed["jobs"]![1]!["interval_seconds"]!);
        Assert.Null(listed["jobs"]![2]!["next_run"]);
        await HttpAsking.AssertProblem(await PostAsync(served, "nothing"), 404, "job-not-found");
        Assert.Equal("ok", (string)(await HttpAsking.JsonOf(await served.Http.GetAsync("readyz", Token)))["status"]!);
        Assert.Equal(0, served.Stop().ExitCode);
        Assert.Contains("incremental_backup", File.ReadAllText(Path.Combine(data, "jobs")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_scratch.Root, "drill-*"));
    }

    [Fact]
    public async Task A_store_without_backups_is_drilled_by_a_copy_of_its_head()
    {
        string data = _scratch.Store("data");
        using ServedStore served = ServedStore.Start(data);
        await served.Http.PutAsync("v1/entry?id=a", new ByteArrayContent([1]), Token);
        JsonNode drill = await RunAsync(served, "drill");
        Assert.True((string)drill["last_outcome"]! == "succeeded", drill.ToJsonString());
        JsonNode listed = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/trees/default/jobs", Token));
        Assert.Equal(["drill", "scrub", "compaction", "crosscheck"], listed["jobs"]!.AsArray().Select(job => (string)job!["name"]!));
    }

    [Fact]
    public async Task Notes_are_compared_with_the_tree_and_a_lost_body_is_damage()
    {
        string data = _scratch.Store("data");
        using (TreeStore store = TreeStore.Open(DirectoryDisk.Open(data)))
            store.Commit(Batch.OfNotes(new Note("a"u8.ToArray(), new byte[500]), new Note("b"u8.ToArray(), new byte[600])));
        using (ServedStore served = ServedStore.Start(data))
        {
            JsonNode found = await RunAsync(served, "crosscheck");
            Assert.Equal("2 notes agree with the tree at revision 1.", (string)found["last_sentence"]!);
            Assert.Equal(0, served.Stop().ExitCode);
        }

        // The body in its own file and in the log, both.
        foreach (string file in Directory.GetFiles(data).Where(file => Path.GetFileName(file) is var name
            && (name.StartsWith("notes-", StringComparison.Ordinal) || name.StartsWith("log-", StringComparison.Ordinal))
            && !name.EndsWith(".idx", StringComparison.Ordinal)))
        {
            byte[] bytes = File.ReadAllBytes(file);
            int body = bytes.AsSpan().IndexOf(new byte[500]);
            bytes[body + 100] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        using ServedStore again = ServedStore.Start(data);
        JsonNode lost = await RunAsync(again, "crosscheck");
        Assert.Equal("damage", (string)lost["last_outcome"]!);
        Assert.Equal(
            "In 1 key of revision 1 the tree and its notes differ; basis crosscheck names them.", (string)lost["last_sentence"]!);
    }

    [Fact]
    public async Task A_scrub_that_finds_damage_makes_the_service_unhealthy()
    {
        string data = _scratch.Store("data");
        using (TreeStore store = TreeStore.Open(DirectoryDisk.Open(data)))
            store.Commit(new Batch([Operation.Insert("a"u8.ToArray(), "1"u8.ToArray())]));
        using ServedStore served = ServedStore.Start(data);
        InjectedDamage? damage = StoreDamage.TryInject(DirectoryDisk.Open(data), DamageKind.Node, 1);
        Assert.NotNull(damage);
        JsonNode scrub = await RunAsync(served, "scrub");
        Assert.Equal("damage", (string)scrub["last_outcome"]!);
        Assert.Contains(damage.File, (string)scrub["last_sentence"]!, StringComparison.Ordinal);
        await HttpAsking.AssertProblem(await served.Http.GetAsync("readyz", Token), 500, "store-damaged");
        Assert.True((await served.Http.GetAsync("livez", Token)).IsSuccessStatusCode);
        Assert.Contains("The job scrub did not succeed", served.Stop().Talk, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage> PostAsync(ServedStore served, string name) =>
        served.Http.PostAsync($"v1/jobs?name={name}", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Token);

    private static async Task<JsonNode> RunAsync(ServedStore served, string name) =>
        await HttpAsking.JsonOf(await PostAsync(served, name));
}
