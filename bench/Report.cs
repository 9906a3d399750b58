namespace BasisTrees.Bench;

/// <summary>Collects rows and prints them as a table.</summary>
internal sealed class Report(BenchOptions options, Floor floor, TextWriter output)
{
    private const double PeerBytesPerLeaf = 480;

    private readonly List<Row> _rows = [];
    private long _heapBytes;
    private long _treeBytes;

    public void WriteHead()
    {
        Machine machine = Machine.Current;
        output.WriteLine($"machine   {machine.Processor}, {machine.Cores} processors, lanes {machine.Lanes}, {machine.Runtime}");
        output.WriteLine($"commit    {machine.Commit}");
        output.WriteLine(
            $"workload  {options.Leaves:N0} leaves of 32 + 8 bytes, batches of {options.Batch:N0}, {options.Rounds} rounds, one thread, "
            + $"{(options.Prefetches ? "batches warmed before they are applied" : "no warming")}");
    }

    public void Add(Row row)
    {
        _rows.Add(row);
        output.WriteLine($"measured  {row.Name}: {row.Rate:N0}/s");
    }

    /// <summary>Notes the memory of the full tree.</summary>
    /// <param name="heapBytes">What the heap has grown by.</param>
    /// <param name="treeBytes">What the tree says that it holds.</param>
    public void Memory(long heapBytes, long treeBytes) => (_heapBytes, _treeBytes) = (heapBytes, treeBytes);

    public void WriteTable()
    {
        output.WriteLine();
        output.WriteLine(
            $"floor     one BLAKE2b-256 of 66 bytes {floor.ScalarNs:N1} ns scalar, {floor.LaneNs:N1} ns in lanes "
            + $"(medians of {floor.ScalarSamples.Count} samples over the run)");
        output.WriteLine($"yardstick peers' rates x {floor.Scale:N3} ({Floor.YardstickNs} ns / {floor.ScalarNs:N1} ns)");
        output.WriteLine();
        output.WriteLine(
            $"{"",-38} {"median/s",11} {"min/s",11} {"max/s",11} {"peer/s",9} {"ratio",7} {"ns/op",8} {"hash/op",8} "
            + $"{"bound",6} {"B/op",7} {"gc 0/1/2",9} {"cpu",5}");
        foreach (Row row in _rows) WriteRow(row);
        output.WriteLine();
        double perLeaf = (double)_heapBytes / options.Leaves;
        output.WriteLine(
            $"memory    {perLeaf:N1} bytes per leaf of heap, collected "
            + $"({(double)_treeBytes / options.Leaves:N1} in slabs); peer {PeerBytesPerLeaf:N0}, ratio {perLeaf / PeerBytesPerLeaf:N2}");
        output.WriteLine("digests   every pinned digest of this run was reproduced");
        output.WriteLine();
        output.WriteLine("peer = ergo_avltree_rust, scaled; for a durable row the bare row above it, as measured;");
        output.WriteLine("bound = share of the time that the counted hashes would take in lanes alone;");
        output.WriteLine("B/op = managed bytes allocated, worst round; gc = collections, worst round; cpu = processor time / time.");
    }

    /// <summary>Prints the table that stands in the README.</summary>
    public void WriteMarkdown()
    {
        output.WriteLine();
        output.WriteLine("| work | operations per second | ratio to the Rust library, scaled |");
        output.WriteLine("|---|---|---|");
        foreach (Row row in _rows.Where(r => r.PeerIsScaled && r.PeerRate is not null))
        {
            output.WriteLine($"| {row.Name} | {row.Rate:N0} | {row.Rate / row.PeerRateHere(floor.Scale):N1} |");
        }

        double perLeaf = (double)_heapBytes / options.Leaves;
        output.WriteLine($"| memory per leaf | {perLeaf:N0} bytes | {perLeaf / PeerBytesPerLeaf:N2} |");
        output.WriteLine();
        output.WriteLine(
            $"Commit {Machine.Current.Commit} on {Machine.Current.Processor}; one BLAKE2b-256 of 66 bytes: {floor.ScalarNs:N0} ns scalar, "
            + $"{floor.LaneNs:N0} ns in lanes.");
    }

    public void WriteJson(string file)
    {
        var json = new JsonReport(options, floor) { HeapBytes = _heapBytes, TreeBytes = _treeBytes };
        File.WriteAllBytes(file, json.Write(_rows));
        output.WriteLine($"written   {file}");
    }

    private void WriteRow(Row row)
    {
        string peer = "-", ratio = "-", hashes = "-", bound = "-";
        if (row.PeerRateHere(floor.Scale) is { } rate)
        {
            peer = $"{rate:N0}";
            ratio = $"{row.Rate / rate:N2}x";
        }

        if (row.HashesPerOperation > 0)
        {
            hashes = $"{row.HashesPerOperation:N1}";
            bound = $"{row.HashesPerOperation * floor.LaneNs * row.Rate / 1e9:N2}";
        }

        (int gen0, int gen1, int gen2) = row.Collections;
        output.WriteLine(
            $"{row.Name,-38} {row.Rate,11:N0} {row.RateMin,11:N0} {row.RateMax,11:N0} {peer,9} {ratio,7} {1e9 / row.Rate,8:N0} "
            + $"{hashes,8} {bound,6} {row.AllocatedPerOperation,7:N1} {$"{gen0}/{gen1}/{gen2}",9} {row.ProcessorShare,5:P0}");
    }
}
