using System.Text;

namespace BasisTrees.Host.Telemetry;

/// <summary>The names and levels of events.</summary>
internal static class JournalEvents
{
    /// <summary>The words of the levels, in the order of <see cref="JournalLevel"/>.</summary>
    internal static IReadOnlyList<string> Levels { get; } = ["debug", "information", "warning", "error"];

    /// <summary>The name of an event: <c>tree-stopped</c>.</summary>
    internal static string NameOf(JournalEvent happened)
    {
        var name = new StringBuilder();
        foreach (char letter in happened.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>How much an event matters.</summary>
    internal static JournalLevel LevelOf(JournalEvent happened) => happened switch
    {
        JournalEvent.JobBegun or JournalEvent.JobSucceeded or JournalEvent.RequestAnswered => JournalLevel.Debug,
        JournalEvent.ServiceStarted or JournalEvent.ServiceConfigured or JournalEvent.ServiceStopped or JournalEvent.TreeCreated
            or JournalEvent.ConfigurationTaken or JournalEvent.TokensRead or JournalEvent.CertificateRead
            or JournalEvent.ExportResumed => JournalLevel.Information,
        JournalEvent.TreeNotServed or JournalEvent.TreeStopped or JournalEvent.JobNotSucceeded
            or JournalEvent.RequestFault => JournalLevel.Error,
        _ => JournalLevel.Warning,
    };
}
