using System.Collections.Concurrent;

namespace BasisTrees.Tests.Property;

/// <summary>A thread that writes checkpoints beside the writer, which begins and ends them and sweeps what nobody can reach.</summary>
internal sealed class ResidencyBackground : IDisposable
{
    private readonly ResidencyNodes _nodes;
    private readonly Thread _thread;
    private readonly BlockingCollection<IReadOnlyList<Snapshot>> _orders = new(1);
    private readonly ManualResetEventSlim _written = new();
    private IReadOnlyList<Snapshot> _running = [];
    private Exception? _failure;

    public ResidencyBackground(ResidencyNodes nodes)
    {
        _nodes = nodes;
        _thread = new Thread(Write);
        _thread.Start();
    }

    /// <summary>The checkpoints that have ended.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Begins a checkpoint, or ends the one that has been written.</summary>
    /// <param name="prover">The tree.</param>
    /// <param name="isPatient">Whether to wait for the one that is being written.</param>
    public void Step(Prover prover, bool isPatient)
    {
        if (_running.Count == 0)
        {
            _written.Reset();
            _running = prover.HeldSnapshots();
            _orders.Add(_running);
            return;
        }

        if (isPatient) _written.Wait();
        if (!_written.IsSet) return;
        if (Volatile.Read(ref _failure) is { } failure) throw new InvalidOperationException("A checkpoint failed.", failure);
        long revision = _running[^1].Revision;
        List<Departure> departures = [];
        prover.Settle(revision, departures);
        _nodes.Bury(departures);
        foreach (Snapshot snapshot in _running) snapshot.Dispose();
        _running = [];
        Checkpoints++;

        IReadOnlyList<Snapshot> held = prover.HeldSnapshots();
        _nodes.Sweep([revision, .. held.Select(snapshot => snapshot.Revision)]);
        foreach (Snapshot snapshot in held) snapshot.Dispose();
    }

    /// <summary>Ends the checkpoint that is being written, and writes one more.</summary>
    public void Finish(Prover prover)
    {
        if (_running.Count > 0) Step(prover, isPatient: true);
        Step(prover, isPatient: true);
        Step(prover, isPatient: true);
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
        _written.Dispose();
    }

    private void Write()
    {
        foreach (IReadOnlyList<Snapshot> snapshots in _orders.GetConsumingEnumerable())
        {
            try
            {
                foreach (Snapshot snapshot in snapshots) snapshot.WriteUnstored(_nodes);
            }
            catch (Exception exception)
            {
                Volatile.Write(ref _failure, exception);
            }

            _written.Set();
        }
    }
}
