using BasisTrees.Host.Configuration;
using BasisTrees.Host.Http;
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
/// <param name="talk">Where it is told.</param>
internal sealed class SignalReload(
    string? path, IReadOnlyList<SettingOverride> overrides, Settings running, Gate gate, TextWriter talk)
{
    private const int KeysShown = 20;

    private static readonly SettingDefinition[] s_taken = [SettingKeys.Tokens, SettingKeys.Certificate, SettingKeys.CertificateKey];

    private readonly Lock _turn = new();

    /// <summary>Reads and takes; any thread may call it, and calls follow each other.</summary>
    internal void Run()
    {
        lock (_turn)
        {
            if (!Settings.TryLoad(path, ConfigCommand.Environment(), overrides, out Settings? settings,
                out IReadOnlyList<SettingsError> errors))
            {
                foreach (SettingsError error in errors) talk.WriteLine($"basis: {error}");
                talk.WriteLine("basis: The configuration from before holds on.");
                return;
            }

            gate.Reload(settings, talk);
            string[] waiting = [.. Waiting(settings)];
            string more = waiting.Length > KeysShown ? $" and {Amount.Of(waiting.Length - KeysShown, "other", "others")}" : string.Empty;
            string verb = waiting.Length == 1 ? "needs" : "need";
            if (waiting.Length > 0)
                talk.WriteLine($"basis: Changed, but {verb} a restart: {string.Join(", ", waiting.Take(KeysShown))}{more}.");
        }
    }

    // The keys whose values are not those that the service runs with; a tree that has come or gone is named as a whole.
    private IEnumerable<string> Waiting(Settings settings)
    {
        Dictionary<string, string> before = running.Rows.ToDictionary(row => row.Key, row => row.Value);
        foreach (SettingRow row in settings.Rows)
        {
            if (before.TryGetValue(row.Key, out string? value) && value != row.Value && !IsTaken(row.Key, settings)) yield return row.Key;
        }

        IEnumerable<string> trees = running.Trees.Select(tree => tree.Name);
        IEnumerable<string> treesNow = settings.Trees.Select(tree => tree.Name);
        foreach (string name in trees.Except(treesNow).Concat(treesNow.Except(trees))) yield return TreeSections.SectionOf(name);
    }

    // Files may be named anew; whether there are any is decided at the start.
    private bool IsTaken(string key, Settings settings) =>
        Array.Exists(s_taken, definition => definition.Key == key)
        && (key == SettingKeys.Tokens.Key
            ? gate.Tokens is not null && settings.Auth.Tokens is not null
            : gate.Certificate is not null && settings.Server.Certificate is not null);
}
