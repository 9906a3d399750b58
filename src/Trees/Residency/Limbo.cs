namespace BasisTrees;

/// <summary>
/// What the tree has let go and a reader may still be looking at: released two epochs later, which is at once where nobody reads.
/// </summary>
/// <remarks>The writer's.</remarks>
internal sealed class Limbo
{
    private const int SpareMax = 8;

    private readonly NodePool _pool;
    private readonly Queue<(long Epoch, Departed Departed)> _waiting = new();
    private readonly Stack<Departed> _spare = new();

    /// <summary>Makes an empty limbo before a pool.</summary>
    public Limbo(NodePool pool) => _pool = pool;

    /// <summary>About how many bytes wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>An empty record to fill.</summary>
    public Departed Rent() => _spare.TryPop(out Departed? spare) ? spare : new Departed();

    /// <summary>Takes what no reader can reach from now on; handles to its nodes no longer fit.</summary>
    public void Add(Departed departed)
    {
        if (_pool.Epochs is not { } epochs)
        {
            departed.Release(_pool);
            Return(departed);
            return;
        }

        // Whoever enters after this sees that the handles do not fit; whoever entered before is counted.
        Interlocked.MemoryBarrier();
        _waiting.Enqueue((epochs.Current, departed));
        Bytes += departed.Bytes;
        Drain();
    }

    /// <summary>Releases what nobody can still be looking at.</summary>
    public void Drain()
    {
        while (_waiting.TryPeek(out (long Epoch, Departed Departed) first))
        {
            ReadEpochs epochs = _pool.Epochs!; // nothing waits in a pool without epochs
            while (epochs.Current < first.Epoch + 2)
            {
                if (!epochs.TryAdvance()) return;
            }

            _waiting.Dequeue();
            Bytes -= first.Departed.Bytes;
            first.Departed.Free(_pool);
            Return(first.Departed);
        }
    }

    private void Return(Departed departed)
    {
        if (_spare.Count < SpareMax) _spare.Push(departed);
    }
}
