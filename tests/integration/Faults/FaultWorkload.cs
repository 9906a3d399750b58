using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using BasisTrees.Persistence;
using Xunit;

namespace BasisTrees.Tests.Integration;

/// <summary>Something that the program does to a store, and what must hold when it was disturbed.</summary>
internal sealed class FaultWorkload
{
    private const int BatchEntries = 10;
    private const int Batches = 8;

    private static readonly (string Name, string Value)[] s_environment = [("BASIS__STORE__SEGMENT_SIZE", "4KiB")];

    private readonly string _template;
    private readonly string _input;
    private readonly string _acknowledgements;
    private readonly Func<FaultWorkload, string[]> _arguments;
    private readonly int _floor;
    private readonly List<string> _digests = []; // of each revision, from a run without a fault

    private FaultWorkload(ScratchDirectory scratch, string name, int floor, Func<FaultWorkload, string[]> arguments)
    {
        Name = name;
        _floor = floor;
        _arguments = arguments;
        _template = Directory.CreateDirectory(scratch[name + "-template"]).FullName;
        _input = scratch.Write("input", string.Concat(Enumerable.Range(0, Batches * BatchEntries).Select(n => $"{Id(n)}\t{Value(n)}\n")));
        _acknowledgements = scratch[name + "-acknowledgements"];
        Data = scratch[name];
    }

    public string Name { get; }

    /// <summary>The store's directory; each run begins with it made anew.</summary>
    public string Data { get; }

    /// <summary>Making a store.</summary>
    public static FaultWorkload Creation(ScratchDirectory scratch) =>
        new FaultWorkload(scratch, "creation", 0, it => ["init", "--data", it.Data, "--tree-id", "faults"]).Measured();

    /// <summary>Writing into an empty store, with several segments of the log.</summary>
    public static FaultWorkload Import(ScratchDirectory scratch)
    {
        var workload = new FaultWorkload(scratch, "import", 0, it => it.ImportArguments(it.Data));
        BasisProgram.Run("init", "--data", workload._template, "--tree-id", "faults").Done();
        return workload.Measured();
    }

    /// <summary>Opening a store whose log has a torn tail, and writing on.</summary>
    public static FaultWorkload Recovery(ScratchDirectory scratch)
    {
        const int before = 3;
        var workload = new FaultWorkload(scratch, "recovery", before, it => it.ImportArguments(it.Data));
        BasisProgram.Run("init", "--data", workload._template, "--tree-id", "faults").Done();
        string[] lines = File.ReadAllLines(workload._input);
        string first = scratch.Write("first", string.Join('\n', lines.Take(before * BatchEntries)) + "\n");
        string[] import = ["import", "--data", workload._template, "--format", "lines", "--batch", $"{BatchEntries}", first];
        BasisProgram.RunUnder([], s_environment, import).Done();
        string last = Directory.GetFiles(workload._template, "log-*").Max(StringComparer.Ordinal)!; // a store has a log
        using (FileStream log = File.Open(last, FileMode.Append)) log.Write(new byte[100]);
        return workload.Measured();
    }

    /// <summary>Puts the store where it begins, and runs the program on it.</summary>
    public ProgramResult Run(string[] launcher, params (string Name, string Value)[] environment)
    {
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        foreach (string file in Directory.GetFiles(_template)) File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
        File.WriteAllText(_acknowledgements, "");
        return BasisProgram.RunUnder(launcher, [.. s_environment, .. environment], _arguments(this));
    }

    /// <summary>
    /// Checks how a disturbed run ended and what it left: an exit code and a sentence, everything acknowledged, nothing that was not
    /// sent, and a store on which the same can be done again.
    /// </summary>
    public void Check(FaultCell cell, ProgramResult result)
    {
        CheckEnding(cell, result);
        if (Name == "creation") BasisProgram.Run("init", "--data", Data, "--tree-id", "faults"); // refused if the store is whole already
        long head = CheckStore(cell);
        if (!cell.IsKill && result.ExitCode == 0)
            Assert.True(Name == "creation" || head == _digests.Count - 1, $"{cell}: ended well at revision {head}.");
        if (Name == "creation") return;
        ProgramResult again = BasisProgram.RunUnder([], s_environment, ImportArguments(Data));
        Assert.True(again.ExitCode == 0, $"{cell}: the import cannot be done again: {again.Talk}");
        Assert.Contains(_digests[^1], again.Talk, StringComparison.Ordinal);
    }

    private FaultWorkload Measured()
    {
        Run([]).Done();
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(Data));
        for (long revision = 0; store.TryGetDigest(revision, out Digest digest); revision++) _digests.Add(digest.ToString());
        return this;
    }

    private void CheckEnding(FaultCell cell, ProgramResult result)
    {
        if (cell.IsKill)
        {
            Assert.True(result.ExitCode == 137, $"{cell}: exit code {result.ExitCode}: {result.Talk}");
            return;
        }

        Assert.True(result.ExitCode is 0 or 6, $"{cell}: exit code {result.ExitCode}: {result.Talk}");
        Assert.True(result.ExitCode == 0 || !cell.IsInterruption, $"{cell}: exit code {result.ExitCode}: {result.Talk}");

        // What is owed to nobody may fail without a word: the last seal, the report of openings, an index, which is made again when it is
        // missed, and the reserve, which is given up for a copy of evidence that finds the disk full.
        bool isOwedToNobody = cell.File is "seal" or "recovery" or "reserve" or FaultCell.AnyFile
            || cell.File.Contains(".idx", StringComparison.Ordinal) || cell.File.Contains(".bad-", StringComparison.Ordinal);

        // An open that only counted bytes is done without, and a write that finds the disk full may be done out of the reserve: what the
        // store holds afterwards tells.
        bool isDoneWithout = cell.Call == "openat" || cell.Fault == "error=ENOSPC";
        bool mayBeSilent = cell.IsInterruption || isOwedToNobody || isDoneWithout;
        Assert.True(result.ExitCode == 6 || mayBeSilent, $"{cell}: nobody heard of it.");
        if (result.ExitCode == 0) return;

        // Before it stand what opening the store had to tell, and what was imported until then.
        string? refusal = result.Talk.Split('\n').LastOrDefault(line => line.StartsWith("basis: ", StringComparison.Ordinal));
        Assert.True(refusal is not null, $"{cell}: no sentence: {result.Talk}");
        Assert.True(refusal.EndsWith('.') && refusal.Contains(Data, StringComparison.Ordinal), $"{cell}: {refusal}");
        Assert.DoesNotContain("Exception", result.Talk, StringComparison.Ordinal);
    }

    // Everything acknowledged is there, and what else is there was sent.
    private long CheckStore(FaultCell cell)
    {
        using TreeStore store = TreeStore.Open(DirectoryDisk.Open(Data));
        Head head = store.Head;
        long acknowledged = _floor;
        foreach (string line in File.ReadAllLines(_acknowledgements))
        {
            JsonNode batch = JsonNode.Parse(line)!; // the program writes no null
            acknowledged = (long)batch["revision"]!;
            Assert.True(store.TryGetDigest(acknowledged, out Digest digest) && digest.ToString() == (string?)batch["digest"],
                $"{cell}: acknowledged revision {acknowledged} is gone, the store is at {head}.");
        }

        Assert.True(head.Revision >= acknowledged && head.Revision < _digests.Count, $"{cell}: the store is at {head}.");
        Assert.Equal(_digests[(int)head.Revision], head.Digest.ToString());
        Assert.Empty(Directory.GetFiles(Data, "*.new"));

        // The import writes the entries in order, also over those that the store began with.
        using StoreSnapshot snapshot = store.Snapshot();
        long entries = Math.Max(head.Revision - _floor, _floor) * BatchEntries;
        Assert.Equal(entries, snapshot.Count);
        for (int n = 0; n < entries; n++)
        {
            Assert.True(snapshot.TryGet(Encoding.UTF8.GetBytes(Id(n)), out byte[]? value), $"{cell}: entry {n} is missing.");
            Assert.Equal(Value(n), Encoding.UTF8.GetString(value));
        }

        return head.Revision;
    }

    private string[] ImportArguments(string data) =>
        ["import", "--data", data, "--format", "lines", _input, "--batch", BatchEntries.ToString(CultureInfo.InvariantCulture), "--ack",
            _acknowledgements];

    private static string Id(int n) => $"entry {n}";

    private static string Value(int n) => $"value {n} " + new string('v', 200);
}
