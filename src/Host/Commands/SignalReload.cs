using BasisTrees.Host.Configuration;
using BasisTrees.Host.Http;
using BasisTrees.Host.Telemetry;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Commands;

/// <summary>
/// Reads the configuration again when the service is told to: what can change while it runs is taken, and of the rest it is said that
/// it needs a restart. A configuration with a mistake changes nothing.
/// </summary>
/// <param name="path">The TOML file, or null if there is none.</param>
/// <param name="overrides">The values of the command line, which hold on.</param>
/// <param name="running">The settings that the service was started with.</param>
/// <param name="gate">What takes the changes.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class SignalReload(
    string? path, IReadOnlyList<SettingOverride> overrides, Settings running, Gate gate, Journal journal)
{
    private const int KeysShown = 20;

    private readonly Lock _turn = new();
    private Settings? _last; // what was taken last; under _turn, as the next one
    private Action<Settings>? _take;

    /// <summary>Says what takes what may change, once there is something to take it; any thread.</summary>
    internal void Attach(Action<Settings> take)
    {
        lock (_turn)
        {
            _take = take;
            if (_last is not null) take(_last);
        }
    }

    /// <summary>Reads and takes; any thread may call it, and calls follow each other.</summary>
    internal void Run()
    {
        lock (_turn)
        {
            if (!Settings.TryLoad(path, ConfigCommand.Environment(), overrides, out Settings? settings,
                out IReadOnlyList<SettingsError> errors))
            {
                foreach (SettingsError error in errors) journal.Write(JournalEvent.ConfigurationRefused, error.ToString());
                journal.Write(JournalEvent.ConfigurationRefused, "The configuration from before holds on.");
                return;
            }

            gate.Reload(settings, journal);
            journal.Least = settings.Telemetry.Level;
            _take?.Invoke(settings);
            string[] taken = [.. Changed(_last ?? running, settings).Where(row => IsTaken(row, settings)).Select(row => row.Key)];
            IEnumerable<string> others = Changed(running, settings).Where(row => !IsTaken(row, settings)).Select(row => row.Key);
            string[] waiting = [.. others, .. Trees(settings)];
            _last = settings;
            if (taken.Length > 0)
                journal.Write(JournalEvent.ConfigurationTaken, $"Taken over: {Named(taken)}.", ("keys", string.Join(' ', taken)));
            string verb = waiting.Length == 1 ? "needs" : "need";
            if (waiting.Length == 0) return;
            journal.Write(
                JournalEvent.RestartNeeded, $"Changed, but {verb} a restart: {Named(waiting)}.", ("keys", string.Join(' ', waiting)));
        }
    }

    private static string Named(string[] keys)
    {
        string more = keys.Length > KeysShown ? $" and {Amount.Of(keys.Length - KeysShown, "other", "others")}" : string.Empty;
        return $"{string.Join(", ", keys.Take(KeysShown))}{more}";
    }

    // The keys of both whose values are not the same.
    private static IEnumerable<SettingRow> Changed(Settings from, Settings to)
    {
        Dictionary<string, string> before = from.Rows.ToDictionary(row => row.Key, row => row.Value);
        return to.Rows.Where(row => before.TryGetValue(row.Key, out string? value) && value != row.Value);
    }

    // A tree that has come or gone is named as a whole.
    private IEnumerable<string> Trees(Settings settings)
    {
        IEnumerable<string> trees = running.Trees.Select(tree => tree.Name);
        IEnumerable<string> treesNow = settings.Trees.Select(tree => tree.Name);
        return trees.Except(treesNow).Concat(treesNow.Except(trees)).Select(TreeSections.SectionOf);
    }

    // Files may be named anew, and jobs of backups done more often; whether there are any is decided at the start.
    private bool IsTaken(SettingRow row, Settings settings) => row.IsLive && row.Key switch
    {
        _ when row.Key == SettingKeys.Tokens.Key => gate.Tokens is not null && settings.Auth.Tokens is not null,
        _ when row.Key == SettingKeys.Certificate.Key || row.Key == SettingKeys.CertificateKey.Key =>
            gate.Certificate is not null && settings.Server.Certificate is not null,
        _ when row.Key == SettingKeys.FullInterval.Key || row.Key == SettingKeys.IncrementalInterval.Key =>
            running.Work.Backup.Set is not null,
        _ => true,
    };
}
