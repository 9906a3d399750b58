using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using BasisTrees.Host.Access;
using BasisTrees.Host.Http;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Telemetry;

/// <summary>What the service measures of itself and its trees. No label has anything of a key, a value or an id.</summary>
internal sealed class HostMeter : IDisposable
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    private readonly Meter _meter = new("BasisTrees.Host");
    private readonly Histogram<double> _requests;
    private readonly MetricCollection _collection;
    private readonly ServedTrees _trees;
    private readonly Journal _journal;

    /// <summary>Begins to measure.</summary>
    /// <param name="trees">The trees; they are asked when somebody asks.</param>
    /// <param name="journal">Where requests are written down.</param>
    internal HostMeter(ServedTrees trees, Journal journal)
    {
        _trees = trees;
        _journal = journal;
        _collection = new MetricCollection(_meter);
        _requests = _meter.CreateHistogram<double>("http.server.request.duration", "s", "How long requests take, by route and status.");
        Count("basis.commits", "{batch}", "Batches that were committed.", figures => figures.Commits);
        Count("basis.refusals", "{batch}", "Batches that were refused.", figures => figures.Refusals);
        Count("basis.commit.groups", "{group}", "Groups of batches that shared a write of the log.", figures => figures.Groups);
        Count("basis.log.syncs", "{sync}", "Syncs of the log.", figures => figures.Syncs);
        Count("basis.nodes.passed", "{node}", "Nodes that searches passed on their ways.", figures => figures.Traffic.Passed);
        Count("basis.nodes.missed", "{node}", "Nodes of those that were not in memory.", figures => figures.Traffic.Missed);
        Show("basis.tree.revision", "{revision}", "The published revision.", figures => figures.Revision);
        Show("basis.tree.keys", "{key}", "The number of keys.", figures => figures.Keys);
        Show("basis.log.size", "By", "The bytes of the log.", figures => figures.LogBytes);
        Show("basis.queue.batches", "{batch}", "Batches that wait for the writer.", figures => figures.QueuedBatches);
        Show("basis.nodes.resident", "By", "The memory of nodes, keys and values.", figures => figures.ResidentBytes);
        Show("basis.nodes.size", "By", "The bytes of the files of nodes.", figures => figures.Nodes?.Bytes);
        Show("basis.disk.used", "By", "The bytes of all files of the store, the reserve included.", figures => figures.Space.UsedBytes);
        Show("basis.disk.free", "By", "The free bytes of its disk.", figures => figures.Space.FreeBytes);
        Show("basis.store.stopped", "1", "1 if a failure has stopped the store.", figures => figures.Stopped ? 1 : 0);
        Show("basis.checkpoint.age", "s", "The age of the newest checkpoint.", figures => Age(figures.CheckpointTime));
        _meter.CreateObservableGauge(
            "basis.job.success.age", Jobs, "s", "The time since a job of the service last succeeded; missing where it never did.");
    }

    /// <summary>All that was measured, in the text format of Prometheus.</summary>
    internal string Text() => _collection.Text();

    /// <summary>Measures a request.</summary>
    internal async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
            string method = MethodOf(http.Request);
            string route = RouteMapping.FactsOf(http)?.Path ?? string.Empty;
            int status = http.Response.StatusCode;
            _requests.Record(
                elapsed.TotalSeconds, new("http.request.method", method), new("http.route", route),
                new("http.response.status_code", status));
            if (_journal.Writes(JournalEvent.RequestAnswered)) WriteDown(method, route, status, elapsed);
        }
    }

    /// <summary>The method of a request, if it is one that there is.</summary>
    internal static string MethodOf(HttpRequest request) =>
        s_methods.Contains(request.Method, StringComparer.Ordinal) ? request.Method : "_OTHER";

    public void Dispose()
    {
        _collection.Dispose();
        _meter.Dispose();
    }

    private void WriteDown(string method, string route, int status, TimeSpan elapsed)
    {
        string where = route.Length == 0 ? "no route" : route;
        string sentence = string.Create(
            CultureInfo.InvariantCulture, $"{method} {where} was answered {status} in {elapsed.TotalMilliseconds:0.0} ms.");
        _journal.Write(
            JournalEvent.RequestAnswered, sentence,
            ("http.request.method", method), ("http.route", route), ("http.response.status_code", status),
            ("duration", elapsed.TotalSeconds));
    }

    private void Count(string name, string unit, string says, Func<StoreStatistics, long> read) =>
        _meter.CreateObservableCounter(name, () => All(figures => read(figures)), unit, says);

    private void Show(string name, string unit, string says, Func<StoreStatistics, double?> read) =>
        _meter.CreateObservableGauge(name, () => Known(read), unit, says);

    private IEnumerable<Measurement<long>> All(Func<StoreStatistics, long> read) =>
        from tree in _trees.All
        let figures = tree.Store?.Statistics()
        where figures is not null
        select new Measurement<long>(read(figures), Tag(tree));

    private IEnumerable<Measurement<double>> Known(Func<StoreStatistics, double?> read) =>
        from tree in _trees.All
        let figures = tree.Store?.Statistics()
        where figures is not null
        let value = read(figures)
        where value is not null
        select new Measurement<double>(value.Value, Tag(tree));

    private IEnumerable<Measurement<double>> Jobs() =>
        from tree in _trees.All
        from JobFacts job in tree.Jobs?.List().Jobs ?? []
        let age = Age(tree.Jobs?.LastSuccess(job.Name))
        where age is not null
        select new Measurement<double>(age.Value, Tag(tree), new("basis.job", job.Name));

    private static double? Age(DateTimeOffset? time) => (TimeProvider.System.GetUtcNow() - time)?.TotalSeconds;

    private static KeyValuePair<string, object?> Tag(ServedTree tree) => new("basis.tree", tree.Name);
}
