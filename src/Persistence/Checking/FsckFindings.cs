namespace BasisTrees.Persistence;

/// <summary>Takes what the parts of a check find. Any thread.</summary>
internal sealed class FsckFindings(int listedMax)
{
    private readonly Lock _lock = new();
    private readonly List<FsckFinding> _faults = []; // guarded by _lock, as all below
    private readonly List<FsckFinding> _notes = [];
    private readonly HashSet<FsckFinding> _known = [];
    private long _faultCount;

    /// <summary>The number of faults so far.</summary>
    internal long FaultCount
    {
        get
        {
            lock (_lock) return _faultCount;
        }
    }

    internal void Add(FsckKind kind, string file, long offset, string expected)
    {
        var finding = new FsckFinding(kind, file, offset, expected);
        lock (_lock)
        {
            // What two checkpoints share is looked at twice.
            if (_known.Contains(finding)) return;
            List<FsckFinding> list = finding.IsFault ? _faults : _notes;
            if (finding.IsFault) _faultCount++;
            if (list.Count >= listedMax) return;
            list.Add(finding);
            _known.Add(finding);
        }
    }

    /// <summary>Takes what ended one step of the check: damage, or a file that the disk does not give.</summary>
    /// <param name="kind">What kind of fault it is.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="file">The file that was read, if the failure does not name it.</param>
    internal void Add(FsckKind kind, StoreException failure, string file)
    {
        string expected = failure is StoreDamagedException damage ? damage.Expected : failure.Message.TrimEnd('.');
        Add(kind, failure.File ?? file, failure.Offset ?? 0, expected);
    }

    internal IReadOnlyList<FsckFinding> Faults() => Sorted(_faults);

    internal IReadOnlyList<FsckFinding> Notes() => Sorted(_notes);

    // Threads find in any order; whoever reads wants always the same one.
    private FsckFinding[] Sorted(List<FsckFinding> found)
    {
        lock (_lock)
        {
            return [.. found.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Offset)
                .ThenBy(finding => finding.Kind).ThenBy(finding => finding.Expected, StringComparer.Ordinal)];
        }
    }
}
