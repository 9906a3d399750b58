using System.Text.Json.Nodes;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What a running service takes of a changed configuration, and what it says of the rest.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Another_token_file_is_taken_and_what_needs_a_restart_is_named()
    {
        string first = Make("first");
        string second = Make("second");
        Write($"[auth]\ntokens = \"{_scratch["first"]}\"\n[trees.gone]\ndata = \"{_scratch["gone"]}\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", _scratch["basis.toml"]);
        Assert.Equal(200, await StatusAsync(service, first));
        Write($"""
            [server]
            listen = "127.0.0.1:1"
            body_limit = "1MiB"
            certificate = "c"
            certificate_key = "k"
            [auth]
            tokens = "{_scratch["second"]}"
            [persistence]
            checkpoint_at_close = false
            checkpoint_retention = 5
            [trees.come]
            data = "{_scratch["come"]}"
            """);
        service.Signal("HUP");

        // The address is the one of the command line still.
        await service.HearAsync("basis: Changed, but need a restart: server.certificate, server.certificate_key, server.body_limit, "
            + "persistence.checkpoint_at_close, trees.gone, trees.come.");
        Assert.Contains("Taken over: auth.tokens, persistence.checkpoint_retention.", service.Talk(), StringComparison.Ordinal);
        Assert.Equal((401, 200), (await StatusAsync(service, first), await StatusAsync(service, second)));
        Assert.False(Directory.Exists(_scratch["come"]));
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public async Task A_mistake_changes_nothing_and_one_change_reads_well()
    {
        string token = Make("first");
        string good = $"[auth]\ntokens = \"{_scratch["first"]}\"\n";
        Write(good);
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", _scratch["basis.toml"]);
        Write("[auth]\ntokens = \"\"\n[server]\nlisten = 7\nbody_limt = 1\n");
        service.Signal("HUP");
        await service.HearAsync("basis: The configuration from before holds on.");
        const string unknown = "basis.toml:5:1: Unknown key 'body_limt' in [server]; the nearest is 'body_limit'.";
        Assert.Contains(unknown, service.Talk(), StringComparison.Ordinal);
        Assert.Equal(200, await StatusAsync(service, token));

        // Tokens do not go away while the service runs.
        Write("");
        service.Signal("HUP");
        await service.HearAsync("basis: Changed, but needs a restart: auth.tokens.");
        Assert.Equal((200, 401), (await StatusAsync(service, token), await StatusAsync(service, null)));
        Write(good);
        service.Signal("HUP");
        await service.HearAsync("has been read again: 1 token.");
        File.Delete(_scratch["basis.toml"]);
        service.Signal("HUP");
        await service.HearAsync("holds on.", times: 2);
        Assert.Equal(0, service.Stop().ExitCode);
    }

    [Fact]
    public async Task Checkpoints_and_jobs_are_made_as_often_as_the_changed_file_says()
    {
        Write("[persistence]\ncheckpoint_interval = \"1000 operations\"\n[trees.other]\n" + $"data = \"{_scratch["other"]}\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", _scratch["basis.toml"]);
        for (int i = 0; i < 5; i++) await PutAsync(service, i);
        Assert.Empty(await ListAsync(service, "v1/checkpoints", "checkpoints"));

        // A mistake anywhere keeps all of it from being taken.
        const string changed = "[persistence]\ncheckpoint_interval = \"2 operations\"\n[scrub]\ninterval = \"2 hours\"\n";
        Write(changed + "[drill]\nkeep = \"x\"\n");
        service.Signal("HUP");
        await service.HearAsync("basis: The configuration from before holds on.");
        for (int i = 0; i < 5; i++) await PutAsync(service, i);
        Assert.Empty(await ListAsync(service, "v1/checkpoints", "checkpoints"));

        Write(changed + $"[trees.other]\ndata = \"{_scratch["other"]}\"\ncheckpoint_interval = \"3 operations\"\n");
        service.Signal("HUP");
        await service.HearAsync(
            "Taken over: persistence.checkpoint_interval, scrub.interval, trees.other.checkpoint_interval.");
        Assert.DoesNotContain("restart", service.Talk(), StringComparison.Ordinal);
        for (int i = 0; i < 5; i++) await PutAsync(service, i);
        while ((await ListAsync(service, "v1/checkpoints", "checkpoints")).Count == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        JsonNode scrub = (await ListAsync(service, "v1/jobs", "jobs")).Single(job => (string?)job!["name"] == "scrub")!;
        Assert.Equal(7200, (double?)scrub["interval_seconds"]);
        Assert.NotNull((string?)scrub["next_run"]);
        Assert.Equal(0, service.Stop().ExitCode);
    }

    private static async Task PutAsync(ServedStore service, int i)
    {
        using var body = new ByteArrayContent([(byte)i]);
        using HttpResponseMessage response = await service.Http.PutAsync($"v1/entry?id={i}", body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }

    private static async Task<JsonArray> ListAsync(ServedStore service, string route, string name) =>
        JsonNode.Parse(await service.Http.GetStringAsync(route, TestContext.Current.CancellationToken))![name]!.AsArray();

    private static async Task<int> StatusAsync(ServedStore service, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/stats");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using HttpResponseMessage response = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private void Write(string toml) => _scratch.Write("basis.toml", toml);

    private string Make(string file) =>
        BasisProgram.Run("token", "new", "--role", "read", "--name", "reader", "--file", _scratch[file]).Done();
}
