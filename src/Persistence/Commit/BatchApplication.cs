namespace BasisTrees.Persistence;

/// <summary>Puts the operations of one batch on the tree: the one function that normal commits and replay share.</summary>
internal static class BatchApplication
{
    // So many searches are fetched side by side; what they need fits the processor's nearest caches.
    private const int PrefetchedOperations = 32;

    /// <summary>Applies operations in order until one is refused or the observer says stop.</summary>
    /// <param name="prover">The tree. Nothing is sealed or discarded here: the caller does either.</param>
    /// <param name="operations">The operations, with keys of the tree.</param>
    /// <param name="observer">Told of every operation carried out.</param>
    /// <param name="failed">The operation that was refused; its index is -1 if none was.</param>
    /// <returns>Whether every operation was carried out and the observer let all pass.</returns>
    internal static bool TryApply<TObserver>(
        Prover prover, ReadOnlySpan<Operation> operations, ref TObserver observer, out OperationRefusal failed)
        where TObserver : struct, IApplicationObserver, allows ref struct
    {
        failed = OperationRefusal.None;
        bool prefetches = operations.Length >= PrefetchedOperations;
        for (int i = 0; i < operations.Length; i++)
        {
            if (prefetches && i % PrefetchedOperations == 0)
            {
                prover.Prefetch(operations.Slice(i, Math.Min(PrefetchedOperations, operations.Length - i)));
            }

            Outcome outcome = prover.Apply(operations[i]);
            if (!outcome.IsDone())
            {
                failed = new OperationRefusal(i, outcome);
                return false;
            }

            bool present = outcome == Outcome.Present;
            if (!observer.Applied(i, operations[i], present, present ? prover.OldValue : default)) return false;
        }

        return true;
    }
}
