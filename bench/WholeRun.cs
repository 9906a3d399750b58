namespace BasisTrees.Bench;

/// <summary>The whole run.</summary>
internal static class WholeRun
{
    // Insertions on top of the full tree, over all rounds.
    private const int ExtraKeys = 150_000;

    public static void Run(BenchOptions options, TextWriter output)
    {
        var floor = new Floor();
        floor.WarmUp();
        var clock = new Clock(floor);
        var workload = new Workload(PinnedDigests.Seed, Math.Max(options.Leaves, 100_000) + ExtraKeys);
        var report = new Report(options, floor, output);
        report.WriteHead();
        foreach (int leaves in new[] { 20_000, 100_000 })
        {
            TreeRows.CheckDigests(workload, leaves);
            output.WriteLine($"digest of {leaves:N0} leaves: as pinned");
        }

        var tree = new TreeRows(options, clock, workload);
        var verify = new VerifyRows(options, clock);
        List<Claim> claims = [];
        report.Add(tree.Insert(withProof: false));
        report.Add(tree.Insert(withProof: true));
        report.Memory(tree.HeapBytes, tree.Prover.Bytes);
        report.Add(tree.Lookup());
        report.Add(tree.LookupProof(claims));
        report.Add(verify.Verify($"verify lookups, {options.Batch:N0} per proof", 97_000, 0, claims));
        report.Add(tree.UpdateProof(claims));
        report.Add(verify.Verify($"verify updates, {options.Batch:N0} per proof", 59_000, 0, claims));
        report.Add(tree.RootEach());
        if (options.StoreDirectory is { } directory) MeasureStore(options, clock, directory, report);
        report.WriteTable();
        if (options.IsMarkdown) report.WriteMarkdown();
        if (options.JsonFile is { } file) report.WriteJson(file);
    }

    private static void MeasureStore(BenchOptions options, Clock clock, string directory, Report report)
    {
        var store = new StoreRows(options, clock, directory);
        foreach ((int batch, int commits) in new[] { (1, 100), (100, 40), (1_000, 10) })
        {
            (Row bare, Row row) = store.Commit(batch, commits);
            report.Add(bare);
            report.Add(row);
        }
    }
}
