namespace BasisTrees.Host.Worker;

/// <summary>How a job ended.</summary>
internal enum JobOutcome
{
    /// <summary>It did what it is for.</summary>
    Succeeded,

    /// <summary>It did not; it is tried again at its next turn.</summary>
    Failed,

    /// <summary>It found that the store could not be recovered.</summary>
    Alarm,

    /// <summary>It found that the store is damaged.</summary>
    Damage,
}
