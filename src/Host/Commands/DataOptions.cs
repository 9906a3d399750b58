using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Configuration;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Commands;

/// <summary>
/// The options that say how a store in a data directory is opened: <c>--config</c>, <c>--cache</c> and <c>--expect-at-least</c>.
/// </summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "Open the store of --data as the service does by this TOML file; by the defaults if not given.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _cache = new("--cache")
    {
        Description = "How much of the tree of --data may be in memory, such as 64MiB; wins over the configuration.",
        HelpName = "SIZE",
    };

    private readonly ExpectOption _expect = new();

    internal void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_cache);
        _expect.AddTo(command);
    }

    /// <summary>The option that was given, or null; for a tree that is not in a data directory.</summary>
    internal string? Given(ParseResult parsed) =>
        parsed.GetValue(_config) is not null ? _config.Name
        : parsed.GetValue(_cache) is not null ? _cache.Name
        : _expect.IsGiven(parsed) ? ExpectOption.Name
        : null;

    /// <summary>Reads the options; variables of the environment count where there is a file, whose place they may take.</summary>
    internal bool TryRead(
        ParseResult parsed, [NotNullWhen(true)] out StoreOptions? options, [NotNullWhen(false)] out Problem? problem)
    {
        options = null;
        if (!_expect.TryRead(parsed, out StoreExpectation? expectation, out problem)) return false;
        string? file = parsed.GetValue(_config);
        var overrides = new List<SettingOverride>();
        if (parsed.GetValue(_cache) is { } cache) overrides.Add(new SettingOverride(SettingKeys.NodeCacheSize, cache, _cache.Name));
        IReadOnlyDictionary<string, string> environment = file is null ? new Dictionary<string, string>() : ConfigCommand.Environment();
        bool isLoaded = Settings.TryLoad(file, environment, overrides, out Settings? settings, out IReadOnlyList<SettingsError> errors);
        if (settings is not null) options = settings.Store.Options with { ExpectAtLeast = expectation };
        problem = isLoaded ? null : new Problem(ProblemKind.InvalidRequest, Sentence(errors));
        return options is not null && problem is null;
    }

    private static string Sentence(IReadOnlyList<SettingsError> errors)
    {
        string more = errors.Count == 1 ? string.Empty : " That is not all that is wrong; basis config check --config FILE says the rest.";
        return errors[0] + more;
    }
}
