using BasisTrees.Persistence;

namespace BasisTrees.Tests.Integration;

/// <summary>Counts what kills have met, so that a test can tell that they met what it is about.</summary>
internal sealed class KillTally
{
    private readonly HashSet<string> _compacted = new(StringComparer.Ordinal);
    private readonly HashSet<long> _checkpoints = [];
    private readonly SortedDictionary<string, int> _unfinished = new(StringComparer.Ordinal);

    internal int Kills { get; private set; }

    /// <summary>Recoveries that took up a checkpoint.</summary>
    internal int FromCheckpoint { get; private set; }

    /// <summary>Recoveries that replayed something.</summary>
    internal int Replaying { get; private set; }

    /// <summary>Recoveries that cut a torn tail.</summary>
    internal int Torn { get; private set; }

    /// <summary>Kills that came while nodes were written, or a file was on its way.</summary>
    internal int InCheckpoint { get; private set; }

    /// <summary>Different newest checkpoints that kills have left.</summary>
    internal int Checkpoints => _checkpoints.Count;

    /// <summary>Different node segments made by sweeps that kills have left.</summary>
    internal int Compacted => _compacted.Count;

    /// <summary>Archived segments that the last kill has left.</summary>
    internal int Archived { get; private set; }

    /// <summary>Batches without an answer that were there afterwards.</summary>
    internal int Reappeared { get; set; }

    internal void Add(KillFiles files, RecoveryReport recovery)
    {
        Kills++;
        if (recovery.CheckpointRevision > 0) FromCheckpoint++;
        if (recovery.Records > 0) Replaying++;
        if (recovery.CutBytes > 0) Torn++;
        if (files.IsWritingNodes || files.Unfinished.Count > 0) InCheckpoint++;
        if (files.Checkpoint > 0) _checkpoints.Add(files.Checkpoint);
        _compacted.UnionWith(files.Compacted);
        Archived = files.Archived;
        foreach (string kind in files.Unfinished) _unfinished[kind] = _unfinished.GetValueOrDefault(kind) + 1;
    }

    public override string ToString() =>
        $"{Kills} kills, {InCheckpoint} in the middle of a checkpoint, {FromCheckpoint} recoveries from {Checkpoints} checkpoints, "
        + $"{Replaying} with a replay, {Torn} torn tails, {Compacted} compacted segments, {Archived} archived ones, "
        + $"{Reappeared} batches without an answer were there; unfinished: "
        + string.Join(' ', _unfinished.Select(kind => $"{kind.Key} {kind.Value}"));
}
