using System.Text.Json.Nodes;
using BasisTrees.Host.Drills;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>
/// Recovery drills: one that passes, those that find what was planted, and that nothing but the scratch directory is touched.
/// </summary>
public sealed class DrillTests : IDisposable
{
    private static readonly string[] s_recovered = ["reopening", "torn-tail", "checkpoint", "node", "nodes", "record"];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_whole_store_passes_and_is_left_as_it_was()
    {
        string data = Filled("data", 50);
        Dictionary<string, string> before = Files(data);
        string scratch = Directory.CreateDirectory(_scratch["scratch"]).FullName;
        ProgramResult run = BasisProgram.Run(
            "drill", "run", "--data", data, "--scratch", scratch, "--reports", _scratch["reports"], "--seed", "7", "--json");
        JsonNode report = JsonNode.Parse(run.Done())!;
        Assert.True((bool)report["passed"]!);
        Assert.Equal((7, 50, 0), ((int)report["seed"]!, (long)report["count"]!, (long)report["revisions_lost_max"]!));
        JsonArray trials = report["trials"]!.AsArray();
        Assert.Equal([.. s_recovered, "log"], trials.Select(trial => (string)trial!["name"]!));
        Assert.All(trials.SkipLast(1), trial => Assert.Equal("passed", (string)trial!["outcome"]!));
        Assert.All(trials.SkipLast(1), trial => Assert.True((int)trial!["proofs"]! >= 50));
        Assert.Equal("not_applicable", (string)trials[^1]!["outcome"]!);
        Assert.Contains("All 6 trials passed", run.Talk, StringComparison.Ordinal);
        Assert.Equal(before, Files(data));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch));
        Assert.Equal(2, Directory.GetFiles(_scratch["reports"]).Length);
        string page = File.ReadAllText(Directory.GetFiles(_scratch["reports"], "*.html").Single());
        Assert.Contains("<h1>Recovery drill: passed</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_node_of_the_store_is_found()
    {
        string data = Filled("data", 50);
        InjectedDamage? planted = StoreDamage.TryInject(DirectoryDisk.Open(data), DamageKind.Node, 1);
        Assert.NotNull(planted);
        string sentence = BasisProgram.Run("drill", "run", "--data", data, "--reports", _scratch["reports"]).Talk;
        Assert.Contains("The source itself is damaged", sentence, StringComparison.Ordinal);
        Assert.Contains(planted.File, sentence, StringComparison.Ordinal);
        Assert.Equal(5, BasisProgram.Run("drill", "run", "--data", data).ExitCode);
        string json = File.ReadAllText(Directory.GetFiles(_scratch["reports"], "*.json").Single());
        Assert.False((bool)JsonNode.Parse(json)!["passed"]!);
    }

    // The whole copy that a damaged record is restored from must be one: a drill that cannot fail shows nothing.
    [Fact]
    public void A_recovery_that_loses_something_fails_the_drill()
    {
        string data = Filled("data", 5);
        DirectoryDisk whole = DirectoryDisk.Open(data);
        DrillSample sample;
        using (TreeStore store = TreeStore.Open(whole))
        {
            sample = DrillSample.Take(store, new Random(1));
            store.Commit(new Batch([Operation.Insert("later"u8.ToArray(), "1"u8.ToArray())]));
        }

        var run = new DrillTrialRun(whole, sample, new StoreOptions { ReserveBytes = 0 }, TimeProvider.System);
        DrillTrial trial = run.Run(DrillCase.All[0], DirectoryDisk.Create(_scratch["trial"]), 1);
        Assert.Equal(DrillTrial.Failed, trial.Outcome);
        Assert.Contains("The store came back at revision 2 and not at 1", trial.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_is_drilled_while_the_store_is_in_use_and_a_damaged_one_fails()
    {
        string data = Filled("data", 20);
        string set = _scratch["set"];
        BasisProgram.Run("backup", "create", set, "--data", data).Done();
        using (ServedStore served = ServedStore.Start(data))
        {
            string refused = BasisProgram.Run("drill", "run", "--data", data).Refused(5);
            Assert.Contains("is in use", refused, StringComparison.Ordinal);
            Assert.Contains("--set", refused, StringComparison.Ordinal);
            ProgramResult run = BasisProgram.Run("drill", "run", "--set", set);
            Assert.Equal(7, run.Done().Split('\n').Count(line => line.Contains("passed") || line.Contains("not applicable")));
        }

        string piece = Directory.GetFiles(set, "backup-*").Single();
        byte[] bytes = File.ReadAllBytes(piece);
        bytes[^20] ^= 1;
        File.WriteAllBytes(piece, bytes);
        Assert.Contains(piece, BasisProgram.Run("drill", "run", "--set", set).Refused(5), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeyMode.Raw, 1, 0, NodeEngine.Segments)]
    [InlineData(KeyMode.Raw, 26, 8, NodeEngine.Segments)]
    [InlineData(KeyMode.Padded, 2, null, NodeEngine.Segments)]
    [InlineData(KeyMode.Hashed, 32, 3, NodeEngine.Memory)]
    public void Every_kind_of_tree_can_be_drilled(KeyMode keys, int keyLength, int? valueLength, NodeEngine engine)
    {
        DirectoryDisk disk = DirectoryDisk.Create(_scratch["data"]);
        var parameters = new TreeParameters(keyLength, valueLength, valueLength ?? 16);
        TreeStore.Create(disk, new StoreDefinition("tree", parameters, keys));
        StoreOptions options = new() { NodeEngine = engine, ReserveBytes = 0 };
        for (int seed = 0; seed < 5; seed++)
        {
            using DrillPlace place = DrillPlace.Make(_scratch.Root);
            DrillResult result = new DrillRun(new StoreFilesSource(disk), place.Path, options, seed, TimeProvider.System)
                .Run(TestContext.Current.CancellationToken);
            Assert.True(result.Passed, $"seed {seed}: {result.Sentence}");
            int passed = engine == NodeEngine.Memory ? 3 : 6;
            Assert.Equal(passed, result.Trials.Count(trial => trial.Outcome == DrillTrial.Passed));
        }
    }

    [Fact]
    public void The_newest_reports_are_kept_and_nothing_else_is_deleted()
    {
        _scratch.Write("drill-notes.html", "mine");
        _scratch.Write("drill-20260131T120000000Z.txt", "mine");
        var reports = new DrillReports(DirectoryDisk.Open(_scratch.Root), 2);
        var result = new DrillResult(false, "It <failed> & said so.", "2026-01-31T12:00:00Z", 1, "a store");
        var time = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
        for (int day = 0; day < 4; day++) reports.Write(result, time.AddDays(day));
        string[] kept = ["drill-20260131T120000000Z.txt", "drill-20260202T120000000Z.html", "drill-20260202T120000000Z.json",
            "drill-20260203T120000000Z.html", "drill-20260203T120000000Z.json", "drill-notes.html"];
        Assert.Equal(kept, Directory.GetFiles(_scratch.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("It &lt;failed&gt; &amp; said so.", File.ReadAllText(_scratch[kept[1]]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drilled_is_refused_in_one_sentence()
    {
        string data = _scratch.Store("data");
        BasisProgram.Run("drill", "run").Refused(2);
        BasisProgram.Run("drill", "run", "--data", data, "--set", data).Refused(2);
        BasisProgram.Run("drill", "run", "--data", data, "--keep", "0").Refused(2);
        BasisProgram.Run("drill", "run", "--data", data, "--key", "k").Refused(2);
        string within = BasisProgram.Run("drill", "run", "--data", data, "--scratch", Path.Combine(data, "x")).Refused(2);
        Assert.Contains("another place than the store", within, StringComparison.Ordinal);
        BasisProgram.Run("drill", "run", "--set", _scratch["none"]).Refused(3);
        BasisProgram.Run("drill", "run", "--set", Directory.CreateDirectory(_scratch["empty"]).FullName).Refused(3);
    }

    private string Filled(string name, int entries)
    {
        string data = _scratch.Store(name);
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(data));
        store.Commit(new Batch(
            [.. Enumerable.Range(0, entries).Select(i => Operation.Insert(BitConverter.GetBytes(i), BitConverter.GetBytes(i * i)))]));
        return data;
    }

    private static Dictionary<string, string> Files(string directory) =>
        Directory.GetFiles(directory).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));
}
