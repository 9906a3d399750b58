using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Backups, jobs and drills of a running service, by routes and by commands.</summary>
public sealed class BackupRouteTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Backups_are_written_listed_and_verified()
    {
        using ServedStore served = Start();
        await PutAsync(served, "a");
        JsonNode full = await HttpAsking.JsonOf(await PostAsync(served, "v1/backups", """{"kind":"full"}"""));
        Assert.Equal(("full", 1), ((string?)full["pieces"]![0]!["kind"], (long)full["pieces"]![0]!["to_revision"]!));
        Assert.Null(full["verification"]);
        await PutAsync(served, "b");
        JsonNode more = await HttpAsking.JsonOf(await PostAsync(served, "v1/backups", """{"kind":"incremental","verify":true}"""));
        Assert.Equal((1, 2), ((long)more["pieces"]![0]!["from_revision"]!, (long)more["pieces"]![0]!["to_revision"]!));
        Assert.Equal((2, 2), ((int)more["verification"]!["pieces"]!, (long)more["verification"]!["last_revision"]!));
        JsonNode none = await HttpAsking.JsonOf(await PostAsync(served, "v1/backups", """{"kind":"incremental"}"""));
        Assert.Empty(none["pieces"]!.AsArray());
        JsonNode list = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/trees/default/backups", Token));
        Assert.Equal(["full", "incremental"], list["pieces"]!.AsArray().Select(piece => (string?)piece!["kind"]));
        JsonNode verified = await HttpAsking.JsonOf(await PostAsync(served, "v1/backups/verify", "{}"));
        Assert.Equal(1, (long)verified["records"]!);

        // What was written by route counts as a run of the job.
        JsonNode jobs = await HttpAsking.JsonOf(await served.Http.GetAsync("v1/jobs", Token));
        Assert.All(jobs["jobs"]!.AsArray().Take(2), job => Assert.Equal("succeeded", (string?)job!["last_outcome"]));
        foreach (string body in new[] { "{}", """{"kind":"differential"}""", """{"kind":"full","set":"/tmp"}""" })
            await HttpAsking.AssertProblem(await PostAsync(served, "v1/backups", body), 400, "invalid-request");
        Assert.Empty(Directory.GetDirectories(_scratch["work"]));
    }

    [Fact]
    public async Task Without_a_set_there_are_none_and_damage_is_told()
    {
        using (ServedStore served = ServedStore.Start(_scratch["plain"]))
        {
            await HttpAsking.AssertProblem(await served.Http.GetAsync("v1/backups", Token), 422, "no-backups");
            await HttpAsking.AssertProblem(await PostAsync(served, "v1/backups", """{"kind":"full"}"""), 422, "no-backups");
            await HttpAsking.AssertProblem(await PostAsync(served, "v1/backups/verify", "{}"), 422, "no-backups");
            string refused = BasisProgram.Run("backup", "create", "--url", served.Url).Refused(2);
            Assert.Contains("names no backup set", refused, StringComparison.Ordinal);
        }

        using ServedStore other = Start();
        await HttpAsking.AssertProblem(await PostAsync(other, "v1/backups/verify", "{}"), 422, "no-backups");
        await PutAsync(other, "a");
        await HttpAsking.JsonOf(await PostAsync(other, "v1/backups", """{"kind":"full"}"""));
        string piece = Directory.GetFiles(_scratch["set"], "backup-*").Single();
        byte[] bytes = File.ReadAllBytes(piece);
        bytes[^20] ^= 1;
        File.WriteAllBytes(piece, bytes);
        await HttpAsking.AssertProblem(await PostAsync(other, "v1/backups/verify", "{}"), 500, "store-damaged");
        BasisProgram.Run("backup", "verify", "--url", other.Url).Refused(5);
    }

    [Fact]
    public async Task Commands_ask_a_service_for_backups_jobs_and_drills()
    {
        using ServedStore served = Start();
        await PutAsync(served, "a");
        Assert.Contains("Backed up revision 1 in ", Run(served, "backup", "create").Talk, StringComparison.Ordinal);
        Assert.Equal("The backup reaches the last revision already.\n", Run(served, "backup", "incremental").Talk);
        await PutAsync(served, "b");
        JsonNode added = JsonNode.Parse(Run(served, "backup", "incremental", "--json").Done())!;
        Assert.Equal(2, (long)added["pieces"]![0]!["to_revision"]!);
        Assert.Equal(3, Run(served, "backup", "list").Done().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(2, JsonNode.Parse(Run(served, "backup", "list", "--json").Done())!["pieces"]!.AsArray().Count);
        Assert.Contains("The backup is whole: 2 pieces", Run(served, "backup", "verify").Talk, StringComparison.Ordinal);

        string table = Run(served, "jobs").Done();
        foreach (string job in new[] { "full_backup", "incremental_backup", "drill", "scrub", "compaction", "crosscheck" })
            Assert.Contains(job, table, StringComparison.Ordinal);
        Assert.Contains("2 hours", table, StringComparison.Ordinal);
        Assert.Equal(6, JsonNode.Parse(Run(served, "jobs", "--json").Done())!["jobs"]!.AsArray().Count);
        JsonNode scrub = JsonNode.Parse(Run(served, "jobs", "run", "scrub", "--json").Done())!;
        Assert.Equal("succeeded", (string?)scrub["last_outcome"]);
        Run(served, "jobs", "run", "nothing").Refused(3);
        ProgramResult drill = Run(served, "drill", "run");
        drill.Done();
        Assert.NotEmpty(drill.Talk);
        Assert.Equal("drill", (string?)JsonNode.Parse(Run(served, "drill", "run", "--json").Done())!["name"]);
        Run(served, "drill", "run", "--seed", "1").Refused(2);
        Run(served, "backup", "create", _scratch["set"]).Refused(2);
        Run(served, "backup", "verify", "--scratch", _scratch["other"]).Refused(2);
        BasisProgram.Run("jobs").Refused(2);
        BasisProgram.Run("backup", "create", "--data", _scratch["data"]).Refused(2);
        BasisProgram.Run("backup", "create", _scratch["set"]).Refused(2);
        BasisProgram.Run("backup", "list", _scratch["set"], "--tree", "default").Refused(2);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ServedStore Start()
    {
        Directory.CreateDirectory(_scratch["work"]);
        string config = _scratch.Write("basis.toml",
            $"[backup]\nset = \"{_scratch["set"]}\"\nincremental_interval = \"2 hours\"\n[drill]\nscratch = \"{_scratch["work"]}\"\n");
        return ServedStore.Start(_scratch.Store("data"), "--config", config);
    }

    private static ProgramResult Run(ServedStore served, params string[] arguments) =>
        BasisProgram.Run([.. arguments, "--url", served.Url]);

    private static async Task PutAsync(ServedStore served, string id) =>
        Assert.True((await served.Http.PutAsync($"v1/entry?id={id}", new ByteArrayContent([1]), Token)).IsSuccessStatusCode);

    private static Task<HttpResponseMessage> PostAsync(ServedStore served, string path, string json) =>
        served.Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Token);
}
