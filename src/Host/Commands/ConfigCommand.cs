using System.Collections;
using System.CommandLine;
using BasisTrees.Host.Configuration;

namespace BasisTrees.Host.Commands;

/// <summary>
/// <c>basis config check</c> prints the configuration that would hold, and where each value comes from; <c>basis config init</c> writes a
/// file with every key, its default and its reason.
/// </summary>
internal sealed class ConfigCommand(Terminal terminal)
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "The TOML file; config/basis.toml if not given.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    private readonly Argument<string> _file = new("FILE") { Description = "The file to write; it must not be there yet." };

    internal Command Create()
    {
        var init = new Command("init", "Write a commented file with every key and its default.") { _file, _json };
        init.SetAction(Init);
        var check = new Command("check", "Print the values that hold and where each comes from.") { _config, _json };
        check.SetAction(Run);
        return new Command("config", "The configuration.") { check, init };
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
        if (!parsed.GetValue(_json)) Print(settings);
        else terminal.JsonDocument(settings.Rows.Select(row => new ConfigRow(row.Key, row.Value, row.Source.Place, row.IsLive)));
        return ExitCode.Done;
    }

    private int Init(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(_file);
        using Stream shipped = typeof(ConfigCommand).Assembly.GetManifestResourceStream("basis.toml")
            ?? throw new InvalidOperationException("The configuration file is not part of the program.");
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory) Directory.CreateDirectory(directory);
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            shipped.CopyTo(file);
        }
        catch (IOException) when (File.Exists(path))
        {
            return terminal.Fail($"{path} is there already, and stays as it is.", ExitCode.Conflict);
        }

        if (parsed.GetValue(_json)) terminal.JsonDocument(new WrittenFile(path));
        terminal.Talk.WriteLine($"Wrote {path}: every key has its default. Change what you need, then: basis config check --config {path}");
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
        if (settings.Rows.Any(row => row.IsLive))
            terminal.Talk.WriteLine("A running service takes other values of the keys marked SIGHUP when it gets that signal.");
        int keyWidth = settings.Rows.Max(row => row.Key.Length);
        int valueWidth = settings.Rows.Max(row => row.Value.Length);
        foreach (SettingRow row in settings.Rows)
        {
            string mark = row.IsLive ? "; SIGHUP" : "";
            terminal.Line($"{row.Key.PadRight(keyWidth)} = {row.Value.PadRight(valueWidth)}  # {row.Source.Place}{mark}");
        }
    }

    private sealed record WrittenFile(string Written);

    private sealed record ConfigRow(string Key, string Value, string Source, bool Live);
}
