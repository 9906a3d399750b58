namespace BasisTrees;

/// <summary>
/// Tells the writer when memory that it took out of reach is no longer looked at: readers enter an epoch for the length of one call, the
/// writer begins another when nobody is left in the one before the last. What was out of reach in one epoch is free two epochs later.
/// </summary>
/// <remarks>Any thread enters and leaves, without locks; the writer alone advances.</remarks>
internal sealed class ReadEpochs
{
    private const int Epochs = 3;
    private const int Stride = 16;

    // Changed by any thread with interlocked additions; each counter in cache lines of its own.
    private readonly long[] _readers = new long[(Epochs + 1) * Stride];

    // The writer's; read by any thread.
    private long _current = Epochs;

    /// <summary>The present epoch.</summary>
    public long Current => Volatile.Read(ref _current);

    /// <summary>Enters the present epoch.</summary>
    /// <returns>What <see cref="Exit"/> needs.</returns>
    public int Enter()
    {
        while (true)
        {
            long epoch = Volatile.Read(ref _current);
            int pin = (int)(epoch % Epochs);
            Interlocked.Increment(ref Counter(pin));
            if (Volatile.Read(ref _current) == epoch) return pin;
            Interlocked.Decrement(ref Counter(pin));
        }
    }

    /// <summary>Leaves the epoch that was entered.</summary>
    public void Exit(int pin) => Interlocked.Decrement(ref Counter(pin));

    /// <summary>Begins the next epoch if nobody is left in the one before this. The writer's.</summary>
    public bool TryAdvance()
    {
        long epoch = _current;
        if (Interlocked.Read(ref Counter((int)((epoch - 1) % Epochs))) != 0) return false;
        Interlocked.Exchange(ref _current, epoch + 1);
        return true;
    }

    private ref long Counter(int pin) => ref _readers[(pin + 1) * Stride];
}
