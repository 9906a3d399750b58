using System.CommandLine;
using BasisTrees.Host.Configuration;
using BasisTrees.Host.Doctor;
using BasisTrees.Host.Text;

namespace BasisTrees.Host.Commands;

/// <summary><c>basis doctor</c>: says whether the machine and the configuration suit the service.</summary>
internal sealed class DoctorCommand(Terminal terminal)
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "The TOML file; config/basis.toml if not given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The data directory; that of the configuration if not given.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    internal Command Create()
    {
        var command = new Command("doctor", "Look at configuration, disk, lock, limits, memory and clock, and say what should be changed.")
        {
            _config, _data, _json,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string? path = parsed.GetValue(_config) ?? ConfigurationFile.Find();
        SettingOverride[] overrides =
            parsed.GetValue(_data) is { } data ? [new SettingOverride(SettingKeys.Data, data, "--data")] : [];
        if (!Settings.TryLoad(
            path, ConfigCommand.Environment(), overrides, out Settings? settings, out IReadOnlyList<SettingsError> errors))
            return ConfigCommand.Fail(terminal, errors);
        string file = path is null ? "There is no file: the defaults hold." : $"{path} is sound.";
        Examined[] all = [new Examined("config", Verdict.Fine, file), .. new Examination(settings, TimeProvider.System).Run()];
        if (parsed.GetValue(_json)) terminal.JsonDocument(all.Select(one => new Row(one.What, WordOf(one.Verdict), one.Says)));
        else foreach (string line in TextTable.Lines(["what", "is", "because"], [.. all.Select(Cells)])) terminal.Line(line);
        terminal.Flush();
        int bad = all.Count(one => one.Verdict == Verdict.Bad);
        int doubtful = all.Count(one => one.Verdict == Verdict.Doubtful);
        terminal.Talk.WriteLine(bad + doubtful == 0 ? "Nothing stands in the way." : $"{bad} bad, {doubtful} doubtful.");
        return bad > 0 ? ExitCode.Unavailable : ExitCode.Done;
    }

    private static string[] Cells(Examined one) => [one.What, WordOf(one.Verdict), one.Says];

    private static string WordOf(Verdict verdict) => verdict switch
    {
        Verdict.Fine => "fine",
        Verdict.Doubtful => "doubtful",
        _ => "bad",
    };

    private sealed record Row(string What, string Is, string Because);
}
