using static BasisTrees.Tests.Property.TreesDisagreementException;

namespace BasisTrees.Tests.Property;

/// <summary>
/// Writes checkpoints of a tree step by step, as a thread beside the writer would, and checks each: what lives is what is reached.
/// </summary>
internal sealed class ResidencyCheckpoints(ResidencyNodes nodes, Random random)
{
    private readonly List<Snapshot> _running = [];
    private long _revision;

    // Where the root stands, once all is written.
    private NodePlace? _written;

    /// <summary>The root of the last checkpoint.</summary>
    public StoredRoot? Root { get; private set; }

    /// <summary>The state of the store at the last checkpoint.</summary>
    public ResidencyMark Mark { get; private set; } = nodes.Mark();

    /// <summary>Whether revisions are held by a checkpoint that has not ended.</summary>
    public bool IsRunning => _running.Count > 0;

    /// <summary>Begins a checkpoint, or goes on with one, or leaves it as it is.</summary>
    public void Step(Prover prover, IReadOnlyCollection<ResidencyPair> held)
    {
        if (!IsRunning)
        {
            if (random.Next(2) == 0) Begin(prover);
        }
        else if (random.Next(3) != 0)
        {
            if (_written is null) Write();
            else End(prover, held);
        }
        else if (random.Next(2) == 0)
        {
            List<Departure> departures = [];
            prover.DrainDepartures(departures);
            nodes.Bury(departures);
        }
    }

    /// <summary>Writes one more checkpoint, of the head.</summary>
    public void Finish(Prover prover, IReadOnlyCollection<ResidencyPair> held)
    {
        Abandon();
        while (Root?.Revision != prover.Revision)
        {
            Begin(prover);
            Write();
            if (IsRunning) End(prover, held);
        }
    }

    /// <summary>Leaves a checkpoint unfinished.</summary>
    public void Abandon()
    {
        foreach (Snapshot snapshot in _running) snapshot.Dispose();
        _running.Clear();
        _written = null;
    }

    private void Begin(Prover prover)
    {
        _running.AddRange(prover.HeldSnapshots());
        _revision = prover.Revision;
        Unless(_running[^1].Revision == _revision, $"the last held revision is {_running[^1].Revision}, not the head {_revision}");
    }

    private void Write()
    {
        nodes.WritesLeft = random.Next(8) == 0 ? random.Next(20) : int.MaxValue;
        try
        {
            foreach (Snapshot snapshot in _running) _written = snapshot.WriteUnstored(nodes);
        }
        catch (ResidencyFaultException)
        {
            Abandon();
        }
    }

    private void End(Prover prover, IReadOnlyCollection<ResidencyPair> held)
    {
        NodePlace place = _written!.Value; // the step before wrote it
        List<Departure> departures = [];
        prover.Settle(_revision, departures);
        Unless(departures.All(d => d.Death <= _revision), $"a departure after {_revision} is settled");
        nodes.Bury(departures);
        Snapshot last = _running[^1];
        Root = new StoredRoot(last.Digest, place, last.Revision, last.Count);
        HashSet<NodePlace> reachable = nodes.Reachable(place, last.Digest.Root);
        HashSet<NodePlace> living = nodes.LivingAt(_revision);
        Unless(reachable.IsSubsetOf(living), $"{reachable.Except(living).Count()} nodes are reached at {_revision} that have died");
        Unless(living.IsSubsetOf(reachable), $"{living.Except(reachable).Count()} nodes live at {_revision} that nothing reaches");
        Abandon();
        nodes.Sweep([_revision, .. held.Select(pair => pair.Revision)]);
        Mark = nodes.Mark();
    }
}
