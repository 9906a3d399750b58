namespace BasisTrees.Host.Telemetry;

/// <summary>
/// Everything that the service writes down of itself, by number: the hundred says what it is about. A number never changes its meaning, and
/// that of an event that is gone is not given again (docs/OPERATIONS.md, "Events").
/// </summary>
internal enum JournalEvent
{
    /// <summary>Requests are answered.</summary>
    ServiceStarted = 1000,

    /// <summary>Where the configuration comes from, and what is served.</summary>
    ServiceConfigured = 1001,

    /// <summary>Everything is closed.</summary>
    ServiceStopped = 1002,

    /// <summary>Whoever started the service could not be told how it is.</summary>
    NoticeFailed = 1003,

    /// <summary>There is no certificate beyond the loopback interface.</summary>
    TrafficInTheClear = 1004,

    /// <summary>A store was made.</summary>
    TreeCreated = 1100,

    /// <summary>Opening a store had to repair it, or could not tell whether anything is missing.</summary>
    TreeRecovered = 1101,

    /// <summary>A tree could not be opened.</summary>
    TreeNotServed = 1102,

    /// <summary>A failure has stopped a store: it only reads.</summary>
    TreeStopped = 1103,

    /// <summary>A job is begun.</summary>
    JobBegun = 1200,

    /// <summary>A job has succeeded.</summary>
    JobSucceeded = 1201,

    /// <summary>A job has not succeeded, or has found damage.</summary>
    JobNotSucceeded = 1202,

    /// <summary>The last runs of jobs could not be read or kept.</summary>
    JobsNotKept = 1203,

    /// <summary>The configuration that was read again has a mistake.</summary>
    ConfigurationRefused = 1300,

    /// <summary>Keys whose changed values are taken.</summary>
    ConfigurationTaken = 1301,

    /// <summary>Keys that were changed and need a restart.</summary>
    RestartNeeded = 1302,

    /// <summary>The tokens were read again.</summary>
    TokensRead = 1310,

    /// <summary>The tokens could not be read again.</summary>
    TokensRefused = 1311,

    /// <summary>There is no token: nobody may ask.</summary>
    TokensEmpty = 1312,

    /// <summary>The certificate was read again.</summary>
    CertificateRead = 1320,

    /// <summary>The certificate could not be read again.</summary>
    CertificateRefused = 1321,

    /// <summary>The certificate is not valid at this time.</summary>
    CertificateNotValid = 1322,

    /// <summary>A request was answered.</summary>
    RequestAnswered = 1400,

    /// <summary>A request met a fault of the program.</summary>
    RequestFault = 1401,

    /// <summary>Metrics or traces did not reach the collector.</summary>
    ExportFailed = 1500,

    /// <summary>Metrics and traces reach the collector again.</summary>
    ExportResumed = 1501,
}
