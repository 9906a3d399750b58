using System.Globalization;
using BasisTrees.Host.Toml;

namespace BasisTrees.Host.Configuration;

/// <summary>
/// Gathers the values of file, environment and flags in this order, so that the last one given wins, and refuses unknown keys.
/// </summary>
/// <remarks>Owned by one load of the settings.</remarks>
internal sealed class SettingCollector(List<SettingsError> errors)
{
    private const int ErrorsMax = 100;

    private readonly Dictionary<SettingDefinition, SettingValue> values = [];
    private readonly List<(string Name, string Place)> trees = [];

    /// <summary>The value that holds for a key: the last one given, else the default.</summary>
    public SettingValue ValueOf(SettingDefinition definition) =>
        values.TryGetValue(definition, out SettingValue? value) ? value : new SettingValue(definition.Default, null, SettingSource.Default);

    /// <summary>The trees that have sections of their own, each with the place of its section, in the order of the file.</summary>
    public IReadOnlyList<(string Name, string Place)> Trees => trees;

    /// <summary>Whether anybody has given a key a value.</summary>
    public bool IsGiven(SettingDefinition definition) => values.ContainsKey(definition);

    /// <summary>Takes the keys of a file.</summary>
    public void AddFile(string path, TomlTable root)
    {
        foreach (TomlEntry section in root.Entries)
        {
            if (errors.Count >= ErrorsMax) return;
            string name = section.Key.Name;
            if (name == TreeSections.Parent && section.Value is TomlTable all) AddTrees(path, all);
            else if (!SettingKeys.IsSection(name)) Refuse($"{path}:{section.Key.Position}", UnknownAtRoot(section));
            else if (section.Value is TomlTable table) AddSection(path, name, table);
            else Refuse($"{path}:{section.Value.Position}", $"{name} is a section: it is written [{name}], with its keys below it.");
        }
    }

    /// <summary>Takes the variables whose names begin with <see cref="SettingKeys.VariablePrefix"/>.</summary>
    public void AddEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        foreach ((string name, string text) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(SettingKeys.VariablePrefix, StringComparison.Ordinal)) continue;
            var source = new SettingSource(SettingOrigin.Environment, $"environment variable {TomlQuote.Plain(name)}");
            SettingDefinition? definition = SettingKeys.All.FirstOrDefault(known => known.Variable == name);
            if (definition is not null) values[definition] = new SettingValue(text, null, source);
            else Refuse(source.Place, $"There is no such setting; the nearest is {NearestVariable(name)}.");
        }
    }

    /// <summary>Takes the values of the command line.</summary>
    public void AddOverrides(IReadOnlyList<SettingOverride> overrides)
    {
        foreach (SettingOverride given in overrides)
            values[given.Definition] = new SettingValue(given.Value, null, new SettingSource(SettingOrigin.Flag, $"flag {given.Flag}"));
    }

    private void AddTrees(string path, TomlTable table)
    {
        foreach (TomlEntry tree in table.Entries)
        {
            if (errors.Count >= ErrorsMax) return;
            string name = tree.Key.Name;
            string place = $"{path}:{tree.Key.Position}";
            if (TreeSections.RefusalOf(tree) is { } refusal) Refuse(place, refusal);
            else if (trees.Count == TreeSections.CountMax) Refuse(place, $"There are at most {TreeSections.CountMax} trees.");
            else if (tree.Value is TomlTable keys)
            {
                trees.Add((name, place));
                foreach (TomlEntry entry in keys.Entries) AddOfTree(path, name, entry);
            }
        }
    }

    private void AddOfTree(string path, string tree, TomlEntry entry)
    {
        string name = entry.Key.Name;
        if (TreeSections.Find(tree, name) is { } definition) values[definition] = Read(entry.Value, path);
        else
        {
            string nearest = TreeSections.Nearest(name).Name;
            Refuse(
                $"{path}:{entry.Key.Position}",
                $"Unknown key {TomlQuote.Show(name)} in [{TreeSections.SectionOf(tree)}]; the nearest is '{nearest}'.");
        }
    }

    private void AddSection(string path, string section, TomlTable table)
    {
        foreach (TomlEntry entry in table.Entries)
        {
            if (errors.Count >= ErrorsMax) return;
            string name = entry.Key.Name;
            if (SettingKeys.Find(section, name) is { } definition)
                values[definition] = Read(entry.Value, path);
            else Refuse($"{path}:{entry.Key.Position}", UnknownIn(section, name));
        }
    }

    /// <summary>Notes an error unless there are so many that one more helps nobody.</summary>
    private void Refuse(string place, string sentence)
    {
        if (errors.Count < ErrorsMax) errors.Add(new SettingsError(place, sentence));
    }

    private static SettingValue Read(TomlValue value, string path)
    {
        var source = new SettingSource(SettingOrigin.File, $"{path}:{value.Position}");
        return value switch
        {
            TomlString text => new SettingValue(text.Value, TomlKind.String, source),
            TomlInteger integer => new SettingValue(integer.Value.ToString(CultureInfo.InvariantCulture), TomlKind.Integer, source),
            TomlBoolean truth => new SettingValue(truth.Value ? "true" : "false", TomlKind.Boolean, source),
            TomlArray array => new SettingValue(TypeName(value.Kind), value.Kind, source)
            {
                Items = [.. array.Items.Select(item => item is TomlString text ? text.Value : null)],
            },
            _ => new SettingValue(TypeName(value.Kind), value.Kind, source),
        };
    }

    private static string TypeName(TomlKind kind) => kind switch
    {
        TomlKind.Float => "a float",
        TomlKind.Array => "an array",
        TomlKind.Table => "a table",
        _ => "a date or time",
    };

    private static string UnknownAtRoot(TomlEntry entry)
    {
        string shown = TomlQuote.Show(entry.Key.Name);
        if (entry.Value is TomlTable) return $"Unknown section {shown}; the nearest is [{SettingKeys.NearestSection(entry.Key.Name)}].";
        SettingDefinition nearest = SettingKeys.NearestByName(entry.Key.Name);
        return $"Unknown key {shown} outside of a section; the nearest is '{nearest.Name}' in [{nearest.Section}].";
    }

    private static string UnknownIn(string section, string name)
    {
        SettingDefinition nearest = SettingKeys.Nearest(section, name);
        string place = nearest.Section == section ? string.Empty : $" in [{nearest.Section}]";
        return $"Unknown key {TomlQuote.Show(name)} in [{section}]; the nearest is '{nearest.Name}'{place}.";
    }

    private static string NearestVariable(string name) =>
        SettingKeys.All.Select(known => known.Variable).MinBy(variable => EditDistance.Between(variable, name))!;
}
