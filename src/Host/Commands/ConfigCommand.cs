using System.Collections;
using System.CommandLine;
using BasisTrees.Host.Configuration;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis config check</c>: prints the configuration that would hold, and where each value comes from.</summary>
internal sealed class ConfigCommand(Terminal terminal)
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "The TOML file; config/basis.toml if not given.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    internal Command Create()
    {
        var check = new Command("check", "Print the values that hold and where each comes from.") { _config, _json };
        check.SetAction(Run);
        return new Command("config", "The configuration.") { check };
    }

    /// <summary>The environment of this process.</summary>
    internal static IReadOnlyDictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value }) variables[name] = value;
        }

        return variables;
    }

    private int Run(ParseResult parsed)
    {
        string? path = parsed.GetValue(_config) ?? ConfigurationFile.Find();
        if (!Settings.TryLoad(path, Environment(), [], out Settings? settings, out IReadOnlyList<SettingsError> errors))
            return Fail(terminal, errors);
        terminal.Talk.WriteLine(path is null ? "There is no configuration file: the defaults hold." : $"The configuration file is {path}.");
        if (parsed.GetValue(_json)) terminal.JsonDocument(settings.Rows.Select(row => new ConfigRow(row.Key, row.Value, row.Source.Place)));
        else Print(settings);
        return ExitCode.Done;
    }

    /// <summary>Says everything that is wrong, a line for each.</summary>
    internal static int Fail(Terminal terminal, IReadOnlyList<SettingsError> errors)
    {
        foreach (SettingsError error in errors) terminal.Talk.WriteLine($"basis: {error}");
        return ExitCode.Usage;
    }

    private void Print(Settings settings)
    {
        int keyWidth = settings.Rows.Max(row => row.Key.Length);
        int valueWidth = settings.Rows.Max(row => row.Value.Length);
        foreach (SettingRow row in settings.Rows)
            terminal.Line($"{row.Key.PadRight(keyWidth)} = {row.Value.PadRight(valueWidth)}  # {row.Source.Place}");
    }

    private sealed record ConfigRow(string Key, string Value, string Source);
}
