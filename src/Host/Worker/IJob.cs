namespace BasisTrees.Host.Worker;

/// <summary>Something that is done to a tree now and then.</summary>
internal interface IJob
{
    /// <summary>The name, by which it is asked for.</summary>
    string Name { get; }

    /// <summary>How often it is done; null for never by itself.</summary>
    TimeSpan? Interval { get; }

    /// <summary>Does it, on a thread that may wait.</summary>
    /// <param name="cancellation">Ends it before its time where that can be done.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="Persistence.StoreException">A store or disk fails.</exception>
    /// <exception cref="IOException">A directory cannot be made or taken away.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    JobEnding Run(CancellationToken cancellation);
}
