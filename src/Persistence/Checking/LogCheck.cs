namespace BasisTrees.Persistence;

/// <summary>Checks the log as a whole: which segments are there, each of them, and that one continues the other.</summary>
internal sealed class LogCheck
{
    private readonly IDisk _disk;
    private readonly LogCheckRoom _room;
    private readonly FsckFindings _findings;
    private readonly ulong _floor;
    private readonly int _parallelism;

    /// <summary>Prepares.</summary>
    /// <param name="disk">The store's directory.</param>
    /// <param name="room">What the check works with.</param>
    /// <param name="floor">The first segment that must be there: older ones were archived and may be gone.</param>
    /// <param name="parallelism">How many threads read.</param>
    internal LogCheck(IDisk disk, LogCheckRoom room, ulong floor, int parallelism)
    {
        _disk = disk;
        _room = room;
        _findings = room.Findings;
        _floor = floor;
        _parallelism = parallelism;
    }

    /// <summary>What every segment has shown, in order.</summary>
    internal SegmentFacts[] Segments { get; private set; } = [];

    /// <summary>The records that something else speaks of, by revision.</summary>
    internal Dictionary<long, LogPoint> Points { get; } = [];

    /// <summary>The first revision from which on the log is there, as far as files go.</summary>
    internal long FirstRevision => Segments is [{ Start: { } start }, ..] ? start.Revision + 1 : long.MaxValue;

    /// <summary>Where the chain begins in the first segment that is there, or null if it could not be read.</summary>
    internal ChainPoint? Start => Segments is [{ Start: { } start }, ..] ? start : null;

    /// <summary>The end of the chain, or null if it could not be read.</summary>
    internal ChainPoint? End => Segments is [.., var last] ? last.End : null;

    /// <summary>Reads everything.</summary>
    internal void Run()
    {
        IReadOnlyList<string> names = _disk.List();
        ulong[] inUse = FileNames.Segments(names);
        ulong[] archived = FileNames.Archives(names);
        ulong[] numbers = [.. inUse.Union(archived).Order()];
        CheckNumbers(numbers, inUse, archived);
        Segments = new SegmentFacts[numbers.Length];
        Parallel.For(0, numbers.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, i =>
        {
            string file = _disk.PathOf(inUse.Contains(numbers[i]) ? FileNames.Segment(numbers[i]) : FileNames.Archive(numbers[i]));
            Segments[i] = new SegmentCheck(_room, numbers[i], file, isLast: i == numbers.Length - 1).Run();
        });
        CheckBeginning();
        for (int i = 1; i < Segments.Length; i++) CheckBorder(Segments[i - 1], Segments[i]);
        foreach (SegmentFacts segment in Segments)
        {
            foreach ((long revision, LogPoint point) in segment.Points) Points[revision] = point;
        }

        foreach (FoundSeal seal in _room.Seals) CheckSeal(seal);
    }

    private void CheckNumbers(ulong[] numbers, ulong[] inUse, ulong[] archived)
    {
        const string missing = "this segment of the log was expected, and the file is missing";
        if (inUse.Length == 0) Fault(Math.Max(_floor, numbers.Length > 0 ? numbers[^1] + 1 : 1), missing);
        if (numbers.Length == 0) return;
        if (numbers[0] > 1 && numbers[0] <= _floor)
        {
            string file = _disk.PathOf(FileNames.Archive(numbers[0] - 1));
            _findings.Add(FsckKind.TakenAway, file, 0,
                $"the log is here from segment {numbers[0]} on; those before were archived and taken away");
        }

        for (ulong number = _floor; number < numbers[^1]; number++)
        {
            // Of a damaged directory there may be many missing; the first and the last of a row say all.
            if (Array.BinarySearch(numbers, number) >= 0) continue;
            ulong next = numbers.First(there => there > number);
            Fault(number, next == number + 1 ? missing : $"segments {number} to {next - 1} were expected, and the files are missing");
            number = next - 1;
        }

        foreach (ulong number in archived.Where(number => inUse.Length > 0 && number > inUse[0]))
        {
            _findings.Add(FsckKind.Segment, _disk.PathOf(FileNames.Archive(number)), 0,
                $"an archived segment before segment {inUse[0]}, which is in use, was expected");
        }

        foreach (ulong number in archived.Intersect(inUse))
        {
            _findings.Add(FsckKind.Segment, _disk.PathOf(FileNames.Archive(number)), 0,
                "a segment that is either archived or in use was expected, and this one is both");
        }
    }

    private void Fault(ulong number, string expected) =>
        _findings.Add(FsckKind.Segment, _disk.PathOf(FileNames.Segment(number)), 0, expected);

    private void CheckBeginning()
    {
        // The log of a restored store begins in the middle of the history: with its full checkpoint, where the two are compared.
        if (_room.Definition is not { } definition || Segments is not [{ Number: 1, Start: { Revision: 0 } start } first, ..]) return;
        ChainPoint genesis = LogStart.Genesis(definition, new Prover(definition.Definition.Parameters).Digest).Chain;
        if (start != genesis)
            _findings.Add(FsckKind.Chain, first.File, 40, "a segment that begins with the definition of this store was expected");
    }

    private void CheckBorder(SegmentFacts before, SegmentFacts after)
    {
        if (before.Number + 1 != after.Number) return;
        if (after.Start?.Revision > _room.RevisionMax) return; // begun while this check reads
        if (before.End is { } end && after.Start is { } start && end != start)
        {
            _findings.Add(FsckKind.Chain, after.File, 40,
                $"a segment that continues revision {end.Revision} as it stands was expected, not one that continues {start.Revision}");
        }

        if (before.Last is not { } last || after.First is not { } first) return;
        if (first.UnixNanoseconds < last.UnixNanoseconds)
        {
            _findings.Add(FsckKind.Chain, after.File, LogFormat.SegmentHeaderLength,
                $"a time not before that of revision {last.Chain.Revision} was expected");
        }

        if (first.Incarnation < last.Incarnation)
        {
            _findings.Add(FsckKind.Chain, after.File, LogFormat.SegmentHeaderLength,
                $"incarnation {last.Incarnation} or a later one was expected, not {first.Incarnation}");
        }
    }

    // Every seal, not only the newest: none of them can be false.
    private void CheckSeal(in FoundSeal found)
    {
        Seal seal = found.Seal;
        if (seal.Revision > _room.RevisionMax || seal.Revision < FirstRevision) return;
        if (Points.TryGetValue(seal.Revision, out LogPoint point))
        {
            bool agrees = seal.RecordHash == point.Chain.Hash && seal.NextSequence == point.Chain.NextSequence
                && point.EndsAt(seal.Segment, seal.EndOffset);
            if (agrees) return;
            _findings.Add(
                FsckKind.Seal, found.File, found.Offset, $"the seal of revision {seal.Revision} as the log has it was expected");
            return;
        }

        // Behind bytes that could not be read it is those that are at fault.
        if (End is not { } end || end.Revision >= seal.Revision) return;
        SegmentFacts last = Segments[^1];
        _findings.Add(FsckKind.Chain, last.File, last.Length,
            $"the log was expected to reach revision {seal.Revision}, which was acknowledged, and ends at {end.Revision}");
    }
}
