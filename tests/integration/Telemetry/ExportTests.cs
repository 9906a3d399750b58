using System.Diagnostics;
using System.Text;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// Metrics and spans of a real service reach a real collector, without what is not theirs; and no collector is no trouble.
/// </summary>
public sealed class ExportTests : IDisposable
{
    private const string Secret = "p1anted-5ecret";
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly TimeSpan s_hangAfter = TimeSpan.FromMinutes(2);
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Metrics_and_spans_arrive_with_who_sent_them()
    {
        await using Collector collector = await Collector.StartAsync();
        string headers = _scratch.Write("headers", "x-tenant=notes\n");
        SetMode(headers, 0b110_000_000);
        string config = _scratch.Write(
            "basis.toml",
            $"[telemetry]\notlp_endpoint = \"{collector.Url}\"\notlp_protocol = \"http\"\notlp_headers = \"{headers}\"\n"
            + "metrics_interval = \"1 second\"\n[persistence]\ncheckpoint_interval = \"1 operations\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", config);
        using (var request = new HttpRequestMessage(HttpMethod.Put, $"v1/entry?id={Secret}"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Secret));
            request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
            Assert.True((await service.Http.SendAsync(request, s_token)).IsSuccessStatusCode);
        }

        using (var scrub = new StringContent("{}", Encoding.UTF8, "application/json"))
            Assert.True((await service.Http.PostAsync("v1/jobs?name=scrub", scrub, s_token)).IsSuccessStatusCode);
        await HearAsync(collector, "/v1/metrics", "basis.commits", "http.server.request.duration", "basis.log.sync.duration");
        Assert.Equal(0, service.Stop().ExitCode); // sends what is left
        await HearAsync(
            collector, "/v1/traces", "PUT /v1/entry", "basis.commit", "basis.recovery", "basis.checkpoint", "basis.job", "scrub",
            Encoding.Latin1.GetString(Convert.FromHexString(TraceId)));
        Assert.All(collector.Posts, post =>
        {
            Assert.Equal("notes", post.Header);
            Assert.Contains("service.name", post.Body, StringComparison.Ordinal);
            Assert.Contains("service.instance.id", post.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, post.Body, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("do not reach", service.Talk(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_collector_that_is_not_there_is_said_once_and_changes_nothing(string protocol)
    {
        string config = _scratch.Write(
            "basis.toml",
            $"[telemetry]\notlp_endpoint = \"http://127.0.0.1:9\"\notlp_protocol = \"{protocol}\"\nmetrics_interval = \"1 second\"\n");
        using ServedStore service = ServedStore.Start(_scratch["data"], "--config", config);
        await service.HearAsync("basis: Metrics and traces do not reach http://127.0.0.1:9/");
        for (int i = 0; i < 20; i++)
        {
            using var body = new ByteArrayContent([1]);
            Assert.True((await service.Http.PutAsync($"v1/entry?id={i}", body, s_token)).IsSuccessStatusCode);
        }

        await Task.Delay(TimeSpan.FromSeconds(2), s_token); // more than one interval
        (int exitCode, string talk) = service.Stop();
        Assert.Equal(0, exitCode);
        Assert.Single(talk.Split('\n'), line => line.Contains("do not reach", StringComparison.Ordinal));
        Assert.Contains("Stopped at revision 20.", talk, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_headers_that_others_may_read_or_that_is_none_is_refused()
    {
        string headers = _scratch.Write("headers", "x-tenant=notes\nnothing\n");
        string config = _scratch.Write(
            "basis.toml", $"[telemetry]\notlp_endpoint = \"http://127.0.0.1:9\"\notlp_headers = \"{headers}\"\n");
        string[] serve = ["serve", "--data", _scratch["data"], "--listen", "127.0.0.1:0", "--config", config];
        SetMode(headers, 0b110_000_100);
        Assert.Contains(headers, BasisProgram.Run(serve).Refused(2), StringComparison.Ordinal);
        SetMode(headers, 0b110_000_000);
        Assert.Contains("NAME=VALUE", BasisProgram.Run(serve).Refused(2), StringComparison.Ordinal);
        _scratch.Write("basis.toml", $"[telemetry]\notlp_headers = \"{headers}\"\n");
        Assert.Contains("telemetry.otlp_endpoint", BasisProgram.Run(serve).Refused(2), StringComparison.Ordinal);
    }

    private static void SetMode(string file, int mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)mode);
    }

    private static async Task HearAsync(Collector collector, string path, params string[] words)
    {
        for (long began = Stopwatch.GetTimestamp(); ; await Task.Delay(20, s_token))
        {
            string all = string.Join('\n', collector.Posts.Where(post => post.Path == path).Select(post => post.Body));
            string[] missing = [.. words.Where(word => !all.Contains(word, StringComparison.Ordinal))];
            if (missing.Length == 0) return;
            Assert.True(
                Stopwatch.GetElapsedTime(began) < s_hangAfter,
                $"{path} never said {string.Join(", ", missing)}.");
        }
    }
}
