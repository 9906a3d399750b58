using System.Diagnostics;
using System.Globalization;
using System.Text;
using BasisTrees.Persistence;

namespace BasisTrees.Bench;

/// <summary>
/// What the service does over loopback HTTP, from connections of a raw client on the same processors, each row as a ratio to an empty
/// service that answers as many bytes; durable writes also to the bare append and sync of the same bytes.
/// </summary>
internal sealed class HttpRun(BenchOptions options, string directory, TextWriter output)
{
    private const int Connections = 16;
    private const int Depth = 16;
    private const int ManyKeys = 100;
    private const int Batch = 1_000;
    private const double ProofGoal = 50_000; // of the goals in docs/PERFORMANCE.md

    private readonly int _leaves = Math.Min(options.Leaves, 1_000_000);
    private readonly double _seconds = options.Seconds > 0 ? options.Seconds : options.Rounds == 1 ? 0.3 : 3;
    private readonly Workload _workload = new(PinnedDigests.Seed, Math.Min(options.Leaves, 1_000_000));
    private int _next;

    /// <summary>Runs all of it in a new directory, which is taken away afterwards.</summary>
    public void Run()
    {
        string path = Path.Combine(directory, $"basis-bench-{Environment.ProcessId}-http");
        DirectoryDisk disk = DirectoryDisk.Create(path);
        try
        {
            Fill(disk);
            output.WriteLine(
                $"{_leaves:N0} keys of 32 bytes, values of 8; client and service share {Environment.ProcessorCount} processors");
            output.WriteLine(
                $"{"",-34} {"1 at a time",12} {"p50 ms",8} {"p99 ms",8} {$"{Connections} x {Depth}",12} {"CPU us",8} {"of floor",9}");
            using HostProcess service = HostProcess.Start(
                HostProcess.Program(), "serve", "--data", path, "--listen", "127.0.0.1:0", "--config", Config(path));
            Row("lookup of one key", service, i => Entry(i, proof: false));
            double proofs = Row("proof of one key", service, i => Entry(i, proof: true));
            output.WriteLine($"{"",-34} goal: {ProofGoal:N0} proofs/s, here {proofs / ProofGoal:P0} of it");
            Row($"proof of {ManyKeys} keys", service, Proofs);
            Row("write of one key, durable", service, Write);
            Batches(service, disk);
            BesideCheckpoints(service);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void Fill(DirectoryDisk disk)
    {
        TreeStore.Create(disk, new StoreDefinition("bench", Workload.Parameters, KeyMode.Raw));
        using TreeStore store = TreeStore.Open(disk);
        for (; _next < _leaves; _next += Batch)
        {
            var operations = new Operation[Math.Min(Batch, _leaves - _next)];
            _workload.Inserts(operations, _next);
            if (store.Commit(new Batch(operations)).Outcome != CommitOutcome.Committed)
                throw new WrongResultException("A commit is refused.");
        }
    }

    // Checkpoints come when this asks for them.
    private static string Config(string path)
    {
        string file = Path.Combine(path, "bench.toml");
        File.WriteAllText(file, "[persistence]\ncheckpoint_interval = \"365 days\"\ncheckpoint_at_close = false\n");
        return file;
    }

    private double Row(string name, HostProcess service, Func<int, byte[]> request)
    {
        Measured here = Measure(service, request);
        string self = typeof(HttpRun).Assembly.Location;
        using HostProcess empty = HostProcess.Start(self, "--empty-service", here.BodyLength.ToString(CultureInfo.InvariantCulture));
        Measured floor = Measure(empty, request);
        Line(name, here, $"{here.Rate / floor.Rate,9:N2}");
        Line("  as many bytes, empty service", floor, "");
        return here.Rate;
    }

    private void Line(string name, Measured of, string ratio) => output.WriteLine(
        $"{name,-34} {of.Alone,12:N0} {of.P50,8:N3} {of.P99,8:N3} {of.Rate,12:N0} {of.Processor,8:N1} {ratio}".TrimEnd());

    private Measured Measure(HostProcess service, Func<int, byte[]> request)
    {
        using var alone = new HttpPipe(service.Port);
        Repeat(alone, request, 1, _seconds / 3, null); // warm
        var latencies = new List<double>();
        long done = Repeat(alone, request, 1, _seconds, latencies);
        double sum = latencies.Sum();
        latencies.Sort();
        double before = service.ProcessorSeconds;
        long began = Stopwatch.GetTimestamp();
        long all = 0;
        Thread[] threads = [.. Enumerable.Range(0, Connections).Select(_ => new Thread(() =>
        {
            using var pipe = new HttpPipe(service.Port);
            Interlocked.Add(ref all, Repeat(pipe, request, Depth, _seconds, null));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        double elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double processor = (service.ProcessorSeconds - before) / all * 1e6;
        return new Measured(
            done / (sum / 1000), latencies[latencies.Count / 2], latencies[(int)(0.99 * (latencies.Count - 1))], all / elapsed, processor,
            alone.LastBodyLength);
    }

    // Sends for so long; gives the number of answers.
    private long Repeat(HttpPipe pipe, Func<int, byte[]> request, int depth, double seconds, List<double>? latencies)
    {
        long began = Stopwatch.GetTimestamp();
        long done = 0;
        byte[][] requests = new byte[depth][];
        do
        {
            for (int i = 0; i < depth; i++) requests[i] = request(Interlocked.Increment(ref _next));
            long sent = Stopwatch.GetTimestamp();
            pipe.Send(requests);
            latencies?.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            done += depth;
        }
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
        return done;
    }

    private byte[] Entry(int i, bool proof) =>
        HttpPipe.Request("GET", $"/v1/entry?id={Escaped(_workload.Pick(i, _leaves))}{(proof ? "&proof=true" : "")}");

    private byte[] Proofs(int i)
    {
        IEnumerable<string> ids = Enumerable.Range(0, ManyKeys)
            .Select(k => $"{{\"hex\":\"{Convert.ToHexStringLower(_workload.Key(_workload.Pick((i * ManyKeys) + k, _leaves)).Span)}\"}}");
        byte[] body = Encoding.ASCII.GetBytes($"{{\"ids\":[{string.Join(',', ids)}]}}");
        return HttpPipe.Request("POST", "/v1/proofs", body, "application/json");
    }

    private byte[] Write(int i) =>
        HttpPipe.Request("PUT", $"/v1/entry?id={Escaped(_workload.Pick(i, _leaves))}", BitConverter.GetBytes((long)i));

    private string Escaped(int index)
    {
        var text = new StringBuilder();
        foreach (byte b in _workload.Key(index).Span) text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        return text.ToString();
    }

    private void Batches(HostProcess service, DirectoryDisk disk)
    {
        using var pipe = new HttpPipe(service.Port);
        const int batches = 50;
        byte[][] bodies = [.. Enumerable.Range(0, batches).Select(_ => BatchOf(Batch))];
        long began = Stopwatch.GetTimestamp();
        foreach (byte[] body in bodies) pipe.Send([HttpPipe.Request("POST", "/v1/batches", body)]);
        double rate = batches * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        using IFile file = disk.Open("bare", FileOpening.Create);
        began = Stopwatch.GetTimestamp();
        for (int i = 0; i < batches; i++)
        {
            file.WriteAt((long)i * bodies[i].Length, bodies[i]);
            file.Sync();
        }

        double floor = batches * Batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        string name = $"batches of {Batch:N0} in binary";
        output.WriteLine($"{name,-34} {rate:N0} operations/s, {rate / floor:N2} of appending and syncing the bodies");
    }

    // The binary form of docs/HTTP.md: insert_or_update of keys that are there.
    private byte[] BatchOf(int operations)
    {
        var bytes = new List<byte>(operations * 50);
        bytes.AddRange("BTB1"u8);
        bytes.AddRange([0, (byte)(0x80 | (operations & 0x7F)), (byte)(operations >> 7)]);
        for (int i = 0; i < operations; i++)
        {
            bytes.AddRange([4, 32, .. _workload.Key(_workload.Pick(++_next, _leaves)).Span, 8, .. BitConverter.GetBytes((long)_next)]);
        }

        return [.. bytes];
    }

    private void BesideCheckpoints(HostProcess service)
    {
        foreach ((string name, Func<int, byte[]> request) in new (string, Func<int, byte[]>)[]
        {
            ("lookups", i => Entry(i, proof: false)), ("durable writes", Write),
        })
        {
            using var pipe = new HttpPipe(service.Port);
            var idle = new List<double>();
            Repeat(pipe, request, 1, _seconds, idle);
            using var other = new HttpPipe(service.Port);
            byte[] changes = HttpPipe.Request("POST", "/v1/batches", BatchOf(Batch));
            byte[] order = HttpPipe.Request("POST", "/v1/checkpoints", "{}"u8, "application/json");
            bool isOver = false;
            int checkpoints = 0;
            var writer = new Thread(() =>
            {
                for (; !Volatile.Read(ref isOver); checkpoints++)
                {
                    other.Send([changes]);
                    other.Send([order]);
                }
            });
            writer.Start();
            var beside = new List<double>();
            Repeat(pipe, request, 1, 2 * _seconds, beside);
            Volatile.Write(ref isOver, true);
            writer.Join();
            output.WriteLine($"{$"{name} beside checkpoints",-34} {Percentiles(beside, idle)}; {checkpoints} checkpoints");
        }
    }

    private static string Percentiles(List<double> measured, List<double> idle)
    {
        measured.Sort();
        idle.Sort();
        return string.Join(", ", new[] { ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999) }.Select(percentile =>
        {
            double ms = measured[(int)(percentile.Item2 * (measured.Count - 1))];
            return $"{percentile.Item1} {ms:N3} ms ({ms / idle[(int)(percentile.Item2 * (idle.Count - 1))]:N1}x idle)";
        }));
    }

    /// <summary>What one row has shown.</summary>
    /// <param name="Alone">Answers per second to one client that waits for each.</param>
    /// <param name="P50">Its median latency in milliseconds.</param>
    /// <param name="P99">The latency that one in a hundred exceeds.</param>
    /// <param name="Rate">Answers per second to all connections with requests one behind the other.</param>
    /// <param name="Processor">The microseconds of processor that each of these takes the service.</param>
    /// <param name="BodyLength">The bytes of an answer.</param>
    private readonly record struct Measured(double Alone, double P50, double P99, double Rate, double Processor, int BodyLength);
}
