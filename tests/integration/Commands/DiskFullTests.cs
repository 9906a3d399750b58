using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>A full disk is an explicit answer, and what was acknowledged before it stands.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public void A_full_disk_is_named_and_loses_nothing()
    {
        using var scratch = new ScratchDirectory();
        using SmallDisk disk = SmallDisk.Mount(scratch["small"], "2m");
        string data = disk["data"];
        BasisProgram.Run("init", "--data", data).Done();
        string lines = string.Concat(Enumerable.Range(0, 100_000).Select(n => $"id {n}\t{new string('v', 100)}\n"));
        string input = scratch.Write("input", lines);
        string log = scratch.Write("log", "");
        string[] import = ["import", "--data", data, "--format", "lines", input, "--ack", log, "--batch", "500", "--resume",
            scratch["state"]];
        Assert.Contains("There is no room", BasisProgram.Run(import).Refused(6), StringComparison.Ordinal);
        int acknowledged = File.ReadAllLines(log).Length;
        Assert.True(acknowledged > 0, "Nothing was acknowledged before the disk was full.");
        Assert.Equal($"{acknowledged * 500}", BasisProgram.Run("scan", "--data", data, "--count-only").Done());

        // There is room again: the import goes on to its end.
        disk.Resize("64m");
        BasisProgram.Run(import).Done();
        Assert.Equal("100000", BasisProgram.Run("scan", "--data", data, "--count-only").Done());
    }

    [Fact]
    public async Task A_service_on_a_full_disk_refuses_batches_and_goes_on_reading()
    {
        using var scratch = new ScratchDirectory();
        using SmallDisk disk = SmallDisk.Mount(scratch["small"], "1m");
        using ServedStore service = ServedStore.Start(disk["data"]);
        int stored = 0;
        HttpResponseMessage answer;
        while ((answer = await PutAsync(service, stored)).IsSuccessStatusCode) stored++;
        Assert.True(stored > 10, $"Only {stored} values were stored.");
        await AssertProblem(answer, "no-space", "There is no room");
        Assert.Equal(System.Net.HttpStatusCode.InsufficientStorage, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        await AssertReads(service, stored);
        Assert.True((await service.Http.GetAsync("readyz", Cancellation)).IsSuccessStatusCode, "Smaller batches have room.");
        Assert.Contains("running", BasisProgram.Run("stats", "--url", service.Url).Done(), StringComparison.Ordinal);
        Assert.Contains("There is no room", BasisProgram.Run("put", "--url", service.Url, "id", new string('v', 10_000)).Refused(6),
            StringComparison.Ordinal);

        disk.Resize("2m");
        await UntilTaken(service, stored);
        Assert.Equal(0, service.Stop().ExitCode);
        Assert.Equal($"{stored + 1}", BasisProgram.Run("scan", "--data", disk["data"], "--count-only").Done());
    }

    [Fact]
    public async Task A_service_whose_disk_others_fill_ends_its_batch_with_the_reserve_and_comes_back()
    {
        using var scratch = new ScratchDirectory();
        using SmallDisk disk = SmallDisk.Mount(scratch["small"], "4m");
        using ServedStore service = ServedStore.Start(disk["data"]);
        int stored = await UntilReserveIsUsed(service, disk);
        HttpResponseMessage refused = await PutAsync(service, stored);
        await AssertProblem(refused, "no-space", "reserve of 262144 bytes");
        await AssertProblem(await service.Http.GetAsync("readyz", Cancellation), "no-space", "reserve");
        Assert.Contains("reading only", BasisProgram.Run("stats", "--url", service.Url).Done(), StringComparison.Ordinal);
        await AssertReads(service, stored);

        disk.Empty();
        await UntilTaken(service, stored);
        Assert.True((await service.Http.GetAsync("readyz", Cancellation)).IsSuccessStatusCode);
        Assert.Equal(0, service.Stop().ExitCode);
        Assert.Equal($"{stored + 1}", BasisProgram.Run("scan", "--data", disk["data"], "--count-only").Done());
    }

    [Fact]
    public async Task A_service_without_a_reserve_stops_and_says_what_is_in_doubt()
    {
        using var scratch = new ScratchDirectory();
        using SmallDisk disk = SmallDisk.Mount(scratch["small"], "4m");
        string config = scratch.Write("basis.toml", "[store]\nreserve = \"0B\"\n");
        using ServedStore service = ServedStore.Start(disk["data"], "--config", config);
        int stored = await UntilReserveIsUsed(service, disk);
        await AssertProblem(await PutAsync(service, stored), "disk-full", "disk is full");
        await AssertProblem(await service.Http.GetAsync("readyz", Cancellation), "store-stopped", "stopped");
        Assert.True((await service.Http.GetAsync("livez", Cancellation)).IsSuccessStatusCode);
        await AssertReads(service, stored);
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(6, exitCode);
        string[] lines = talk.Split('\n');
        string told = Assert.Single(lines, line => line.StartsWith("basis: The store has stopped", StringComparison.Ordinal));
        Assert.Contains("disk is full", told, StringComparison.Ordinal);
        Assert.Equal($"{stored}", BasisProgram.Run("scan", "--data", disk["data"], "--count-only").Done());
    }

    [Fact]
    public void A_quota_is_a_full_disk_of_its_own()
    {
        using var scratch = new ScratchDirectory();
        string config = scratch.Write("basis.toml", "[store]\nreserve = \"64KiB\"\nquota = \"256KiB\"\n");
        using ServedStore service = ServedStore.Start(scratch["data"], "--config", config);
        string lines = string.Concat(Enumerable.Range(0, 10_000).Select(n => $"id {n}\t{new string('v', 100)}\n"));
        string[] import = ["import", "--url", service.Url, "--format", "lines", scratch.Write("input", lines), "--batch", "100"];
        Assert.Contains("that its quota allows", BasisProgram.Run(import).Refused(6), StringComparison.Ordinal);
        Assert.InRange(Directory.GetFiles(scratch["data"]).Sum(file => new FileInfo(file).Length), 220 << 10, 256 << 10);
        Assert.Equal(0, service.Stop().ExitCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<HttpResponseMessage> PutAsync(ServedStore service, int id) => service.Http.PutAsync(
        $"v1/entry?id={id}", new ByteArrayContent(new byte[10_000]), Cancellation);

    // A batch is only written to a full disk if the disk was filled after the store looked at it, which it does once a second.
    private static async Task<int> UntilReserveIsUsed(ServedStore service, SmallDisk disk)
    {
        for (int stored = 0; ; stored++)
        {
            Assert.True(stored < 60, "The store always looked in time.");
            Assert.True((await PutAsync(service, stored)).IsSuccessStatusCode);
            disk.Fill();
            HttpResponseMessage answer = await PutAsync(service, ++stored);
            string text = await answer.Content.ReadAsStringAsync(Cancellation);
            if (text.Contains(":outcome-unknown", StringComparison.Ordinal)) return stored;
            if (answer.IsSuccessStatusCode && !await IsReadyAsync(service)) return stored + 1;
            if (!answer.IsSuccessStatusCode) stored--;
            disk.Empty();
        }
    }

    private static async Task<bool> IsReadyAsync(ServedStore service) =>
        (await service.Http.GetAsync("readyz", Cancellation)).IsSuccessStatusCode;

    private static async Task UntilTaken(ServedStore service, int id)
    {
        for (int tries = 0; !(await PutAsync(service, id)).IsSuccessStatusCode; tries++)
        {
            Assert.True(tries < 600, "The store does not come back.");
            await Task.Delay(100, Cancellation);
        }
    }

    private static async Task AssertReads(ServedStore service, int stored)
    {
        for (int n = 0; n < stored; n++)
            Assert.True((await service.Http.GetAsync($"v1/entry?id={n}", Cancellation)).IsSuccessStatusCode);
    }

    private static async Task AssertProblem(HttpResponseMessage answer, string slug, string words)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains($"urn:basis-trees:problem:{slug}\"", text, StringComparison.Ordinal);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }
}
