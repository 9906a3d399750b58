namespace BasisTrees.Persistence;

/// <summary>Remembers the first failure of a writing thread: what is in the files then is found out when they are opened again.</summary>
internal sealed class FailStop
{
    private Exception? _failure;

    internal bool IsStopped => _failure is not null;

    internal void Fail(Exception failure) => _failure ??= failure;

    /// <summary>Does something whose failure is final.</summary>
    internal void Carry(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure)
        {
            Fail(failure);
            throw;
        }
    }

    /// <summary>Refuses to go on after a failure.</summary>
    /// <exception cref="StoreStoppedException">Something failed.</exception>
    internal void Require()
    {
        if (_failure is { } failure) throw new StoreStoppedException(outcomeUnknown: false, failure);
    }
}
