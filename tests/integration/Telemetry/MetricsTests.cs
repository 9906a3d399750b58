using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>What a running service says of itself to Prometheus.</summary>
public sealed partial class MetricsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Everything_is_well_formed_and_counted_and_nothing_is_betrayed()
    {
        using ServedStore served = ServedStore.Start(_scratch.Store("data"));
        for (int i = 0; i < 5; i++)
            await served.Http.PutAsync("v1/entry?id=betrayedid", new ByteArrayContent("betrayedvalue"u8.ToArray()), Token);
        await served.Http.PutAsync("v1/entry?id=betrayedid&mode=insert", new ByteArrayContent("betrayedvalue"u8.ToArray()), Token);
        await served.Http.GetAsync("betrayedroute", Token);
        using var scrub = new StringContent("{}", Encoding.UTF8, "application/json");
        await served.Http.PostAsync("v1/jobs?name=scrub", scrub, Token);
        using HttpResponseMessage response = await served.Http.GetAsync("metrics", Token);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        string text = await response.Content.ReadAsStringAsync(Token);
        Assert.DoesNotContain("betrayed", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(Line(), line));
        Assert.Equal(5, Value(text, "basis_commits_total{basis_tree=\"default\"}"));
        Assert.Equal(1, Value(text, "basis_refusals_total{basis_tree=\"default\"}"));
        Assert.Equal(1, Value(text, "basis_tree_keys{basis_tree=\"default\"}"));
        Assert.Equal(0, Value(text, "basis_store_stopped{basis_tree=\"default\"}"));
        Assert.True(Value(text, "basis_nodes_resident_bytes{basis_tree=\"default\"}") > 0);
        Assert.True(Value(text, "basis_disk_free_bytes{basis_tree=\"default\"}") > 0);
        double passed = Value(text, "basis_nodes_passed_total{basis_tree=\"default\"}");
        Assert.True(passed > 0 && passed >= Value(text, "basis_nodes_missed_total{basis_tree=\"default\"}"));
        Assert.True(Value(text, "basis_job_success_age_seconds{basis_tree=\"default\",basis_job=\"scrub\"}") >= 0);
        Assert.Equal(5, Value(text, "basis_log_sync_duration_seconds_count"));
        Assert.Equal(5, Value(text, "basis_log_sync_duration_seconds_bucket{le=\"+Inf\"}"));
        Assert.True(Value(text, "basis_commit_group_size_sum") >= 6);
        const string put = "http_server_request_duration_seconds_count{http_request_method=\"PUT\",http_route=\"/v1/entry\"";
        Assert.Equal(5, Value(text, put + ",http_response_status_code=\"200\"}"));
        Assert.Equal(1, Value(text, put + ",http_response_status_code=\"409\"}"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static double Value(string text, string name)
    {
        string line = text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [-+0-9.Ee]+)$""",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Line();
}
