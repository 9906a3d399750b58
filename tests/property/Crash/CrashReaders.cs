using BasisTrees.Persistence;

namespace BasisTrees.Tests.Property;

/// <summary>Snapshots that clients of a crash run hold while the store commits, checkpoints, evicts and sweeps.</summary>
internal sealed class CrashReaders(Random random, CrashModel model)
{
    private const int HeldMax = 3;

    private readonly List<(StoreSnapshot Snapshot, CrashState State)> _held = [];

    /// <summary>Takes a snapshot now and then, and now and then looks whether an older one is still what it was.</summary>
    /// <exception cref="CrashViolationException">It is not.</exception>
    /// <exception cref="StoreException">The disk fails.</exception>
    internal void Turn(TreeStore store)
    {
        if (_held.Count < HeldMax && random.Next(6) == 0)
        {
            StoreSnapshot snapshot = store.Snapshot();
            _held.Add((snapshot, model[snapshot.Revision]));
        }

        if (_held.Count > 0 && random.Next(6) == 0) Check(random.Next(_held.Count));
    }

    /// <summary>Looks at all and lets them go.</summary>
    internal void End(bool areRead)
    {
        try
        {
            while (areRead && _held.Count > 0) Check(0);
        }
        finally
        {
            foreach ((StoreSnapshot snapshot, _) in _held) snapshot.Dispose();
            _held.Clear();
        }
    }

    private void Check(int index)
    {
        (StoreSnapshot snapshot, CrashState state) = _held[index];
        _held.RemoveAt(index);
        using (snapshot) CrashReading.CheckValues(snapshot, state);
    }
}
