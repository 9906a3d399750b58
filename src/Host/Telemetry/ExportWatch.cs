using OpenTelemetry;

namespace BasisTrees.Host.Telemetry;

/// <summary>Says once when what is sent to the collector does not arrive, and once when it does again.</summary>
/// <param name="collector">The collector.</param>
/// <param name="journal">Where it is said.</param>
/// <remarks>Any thread may use it.</remarks>
internal sealed class ExportWatch(Uri collector, Journal journal)
{
    private int _isFailing;

    /// <summary>Notes how sending ended.</summary>
    internal ExportResult Note(ExportResult result)
    {
        bool isFailing = result != ExportResult.Success;
        if (Interlocked.Exchange(ref _isFailing, isFailing ? 1 : 0) == (isFailing ? 1 : 0)) return result;
        if (isFailing)
        {
            journal.Write(
                JournalEvent.ExportFailed,
                $"Metrics and traces do not reach {collector}; they are dropped until they do, and the service goes on.");
        }
        else
        {
            journal.Write(JournalEvent.ExportResumed, $"Metrics and traces reach {collector} again.");
        }

        return result;
    }
}
