using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Something that the program does to a store, and what must hold when it was disturbed.</summary>
internal sealed class FaultWorkload
{
    private const int BatchEntries = 8;
    private const int Batches = 8;

    // The log in several segments; a checkpoint only at the end.
    private const string Plain = """
        [store]
        segment_size = "4KiB"
        reserve = "64KiB"
        """;

    // Checkpoints only at the end, in several files, none of which is swept before it is asked for.
    private const string Unswept = """
        [store]
        segment_size = "4KiB"
        reserve = "64KiB"
        [persistence]
        node_segment_size = "4KiB"
        compaction_percent = 100
        """;

    // Everything that a store does beside committing, all the time.
    private const string Busy = """
        [store]
        segment_size = "4KiB"
        reserve = "64KiB"
        [persistence]
        node_cache_size = "64KiB"
        node_segment_size = "4KiB"
        operation_log_retention = "0 ms"
        checkpoint_interval = "16 operations"
        compaction_percent = 5
        """;

    private static readonly StoreOptions s_reading = new() { ReserveBytes = 0 };

    private readonly ScratchDirectory _scratch;
    private readonly string _template;
    private readonly string _configuration;
    private readonly string _acknowledgements;
    private readonly List<FaultState> _states = []; // of each revision, from a run without a fault
    private string[] _arguments = [];
    private int _floor;

    private FaultWorkload(ScratchDirectory scratch, string name, string configuration)
    {
        Name = name;
        _scratch = scratch;
        _configuration = scratch.Write(name + ".toml", configuration);
        _template = Directory.CreateDirectory(scratch[name + "-template"]).FullName;
        _acknowledgements = scratch[name + "-acknowledgements"];
        Data = scratch[name];
    }

    public string Name { get; }

    /// <summary>The store's directory; each run begins with it made anew.</summary>
    public string Data { get; }

    private bool IsCreation => _arguments[0] == "init";

    /// <summary>All of them.</summary>
    public static FaultWorkload[] All(ScratchDirectory scratch) =>
        [Creation(scratch), Import(scratch), Recovery(scratch), Upkeep(scratch), Compaction(scratch)];

    /// <summary>Puts the store where it begins, and runs the program on it.</summary>
    public ProgramResult Run(string[] launcher, params (string Name, string Value)[] environment)
    {
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        foreach (string file in Directory.GetFiles(_template)) File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
        File.WriteAllText(_acknowledgements, "");
        return BasisProgram.RunUnder(launcher, environment, _arguments);
    }

    /// <summary>
    /// Checks how a disturbed run ended and what it left: an exit code and a sentence, everything acknowledged, nothing that was not
    /// sent, a store on which the same can be done again, and nothing in it that is wrong then.
    /// </summary>
    /// <param name="cell">What was disturbed.</param>
    /// <param name="result">How the program ended.</param>
    /// <param name="call">The call that failed, as the tracer wrote it down; empty where there is none.</param>
    public void Check(FaultCell cell, ProgramResult result, string call)
    {
        FaultEnding.Check(cell, result, call);
        if (IsCreation) BasisProgram.RunUnder([], [], _arguments); // refused if the store is whole already
        long head = CheckStore(cell);
        if (!cell.IsKill && result.ExitCode == 0)
            Assert.True(IsCreation || head == _states.Count - 1, $"{cell}: ended well at revision {head}.");
        if (!IsCreation)
        {
            ProgramResult again = BasisProgram.RunUnder([], [], _arguments);
            Assert.True(again.ExitCode == 0, $"{cell}: it cannot be done again: {again.Talk}");
            Assert.Contains(_states[^1].Digest, again.Talk + again.Out, StringComparison.Ordinal);
        }

        FsckReport report = StoreCheck.Run(DirectoryDisk.Open(Data), s_reading, new FsckOptions { IsDeep = true });
        Assert.True(report.IsClean, $"{cell}: {string.Join('\n', report.Findings)}");
    }

    // Making a store.
    private static FaultWorkload Creation(ScratchDirectory scratch)
    {
        var workload = new FaultWorkload(scratch, "creation", Plain);
        return workload.Measured(["init", "--data", workload.Data, "--tree-id", "faults"]);
    }

    // Writing into an empty store.
    private static FaultWorkload Import(ScratchDirectory scratch)
    {
        FaultWorkload workload = Founded(scratch, "import", Plain);
        return workload.Measured(workload.Importing(workload.Data, "first", Batches));
    }

    // Opening a store whose log has a torn tail, and writing on.
    private static FaultWorkload Recovery(ScratchDirectory scratch)
    {
        FaultWorkload workload = Founded(scratch, "recovery", Plain);
        workload.Prepare("first", 3);
        string last = Directory.GetFiles(workload._template, "log-*").Max(StringComparer.Ordinal)!; // a store has a log
        using (FileStream log = File.Open(last, FileMode.Append)) log.Write(new byte[100]);
        return workload.Measured(workload.Importing(workload.Data, "first", Batches));
    }

    // Overwriting with checkpoints, sweeps, full checkpoints and archiving all the time.
    private static FaultWorkload Upkeep(ScratchDirectory scratch)
    {
        FaultWorkload workload = Founded(scratch, "upkeep", Busy);
        workload.Prepare("first", 4);
        return workload.Measured(workload.Importing(workload.Data, "second", Batches));
    }

    // Giving back what is not needed any more.
    private static FaultWorkload Compaction(ScratchDirectory scratch)
    {
        FaultWorkload workload = Founded(scratch, "compaction", Unswept);
        foreach (string values in (string[])["first", "second", "third"]) workload.Prepare(values, 4);
        return workload.Measured(["compact", "--data", workload.Data, "--config", workload._configuration, "--json"]);
    }

    private static FaultWorkload Founded(ScratchDirectory scratch, string name, string configuration)
    {
        var workload = new FaultWorkload(scratch, name, configuration);
        BasisProgram.Run("init", "--data", workload._template, "--tree-id", "faults").Done();
        return workload;
    }

    private void Prepare(string values, int batches) =>
        BasisProgram.Run(Importing(_template, values, batches)).Done();

    private string[] Importing(string data, string values, int batches)
    {
        string input = _scratch.Write(
            $"{Name}-{values}", string.Concat(Enumerable.Range(0, batches * BatchEntries).Select(n => $"entry {n}\t{Value(n, values)}\n")));
        return ["import", "--data", data, "--config", _configuration, "--format", "lines", input, "--ack", _acknowledgements,
            "--batch", BatchEntries.ToString(CultureInfo.InvariantCulture)];
    }

    private FaultWorkload Measured(string[] arguments)
    {
        _arguments = arguments;
        Run([]).Done();
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(Data), s_reading);
        var values = new Dictionary<string, string>();
        _states.Add(new FaultState(new Prover(store.Definition.Parameters).Digest.ToString(), new Dictionary<string, string>()));
        foreach (LogRecord record in store.ReadLog(1))
        {
            foreach (LoggedOperation operation in record.Operations)
                values[Text(operation.Id?.ToArray())] = Encoding.UTF8.GetString(operation.Value.Span);
            _states.Add(new FaultState(record.DigestAfter.ToString(), new Dictionary<string, string>(values)));
        }

        _floor = _states.Count - 1 - File.ReadAllLines(_acknowledgements).Length;
        return this;
    }

    // Everything acknowledged is there, and what else is there was sent.
    private long CheckStore(FaultCell cell)
    {
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(Data), s_reading);
        Head head = store.Head;
        long acknowledged = _floor;
        foreach (string line in File.ReadAllLines(_acknowledgements))
        {
            JsonNode batch = JsonNode.Parse(line)!; // the program writes no null
            acknowledged = (long)batch["revision"]!;
            Assert.True(store.TryGetDigest(acknowledged, out Digest digest) && digest.ToString() == (string?)batch["digest"],
                $"{cell}: acknowledged revision {acknowledged} is gone, the store is at {head}.");
        }

        Assert.True(head.Revision >= acknowledged && head.Revision < _states.Count, $"{cell}: the store is at {head}.");
        Assert.Empty(Directory.GetFiles(Data, "*.new"));
        FaultState state = _states[(int)head.Revision];
        Assert.Equal(state.Digest, head.Digest.ToString());
        using StoreSnapshot snapshot = store.Snapshot();
        Assert.True(snapshot.TryScan(default, out IEnumerable<StoreEntry>? entries, out string? refusal), refusal);
        Dictionary<string, string> found = entries.ToDictionary(entry => Text(entry.Id), entry => Text(entry.Value));
        Assert.Equal(state.Values.OrderBy(pair => pair.Key), found.OrderBy(pair => pair.Key));
        return head.Revision;
    }

    private static string Text(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);

    // Some are so long that they are compressed.
    private static string Value(int n, string values) => $"{values} value {n} ".PadRight(n % 4 == 0 ? 420 : 220, 'v');
}
