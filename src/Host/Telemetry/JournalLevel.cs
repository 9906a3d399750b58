namespace BasisTrees.Host.Telemetry;

/// <summary>How much an event matters.</summary>
internal enum JournalLevel
{
    /// <summary>What happens all the time, for whoever looks for a fault.</summary>
    Debug = 0,

    /// <summary>What happens now and then and is as it should be.</summary>
    Information = 1,

    /// <summary>Somebody should look; the service does what it is for.</summary>
    Warning = 2,

    /// <summary>Something that the service is for is not done.</summary>
    Error = 3,
}
