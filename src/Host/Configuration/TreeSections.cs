using BasisTrees.Host.Toml;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Configuration;

/// <summary>
/// The sections <c>[trees.NAME]</c>: each may hold any key of [store], [persistence] and [tree]. What it does not say is as the first two
/// say it; what the tree is made with, and where it lies, is each one's own.
/// </summary>
internal static class TreeSections
{
    /// <summary>The section that they are in.</summary>
    internal const string Parent = "trees";

    /// <summary>The name of the tree of [store] and [tree].</summary>
    internal const string DefaultName = "default";

    /// <summary>The most of them.</summary>
    internal const int CountMax = 100;

    private static readonly string[] s_sections = ["store", "persistence", "tree"];

    /// <summary>The section of a tree.</summary>
    internal static string SectionOf(string name) => $"{Parent}.{name}";

    /// <summary>The key of a tree that is named like a key of those sections, or null.</summary>
    internal static SettingDefinition? Find(string tree, string name) =>
        Known.FirstOrDefault(known => known.Name == name) is { } definition ? Of(definition, tree) : null;

    /// <summary>A key as it stands in the section of a tree.</summary>
    internal static SettingDefinition Of(SettingDefinition definition, string tree) => definition with { Section = SectionOf(tree) };

    /// <summary>Whether a tree has the value of the section that all trees share, unless it says otherwise.</summary>
    internal static bool IsShared(SettingDefinition definition) =>
        definition.Section is "store" or "persistence" && definition != SettingKeys.Data;

    /// <summary>The key most like one that does not exist.</summary>
    internal static SettingDefinition Nearest(string name) =>
        Known.MinBy(known => EditDistance.Between(known.Name, name))!; // there are some

    /// <summary>What is wrong with the name of a section, or null.</summary>
    internal static string? RefusalOf(TomlEntry entry)
    {
        string name = entry.Key.Name;
        return entry.Value is not TomlTable ? $"{Parent} holds sections of trees: [{Parent}.NAME], with the keys of the tree below it."
            : !StoreDefinition.IsTreeId(name) ? $"A tree's name has 1 to 128 letters, digits, _ and -, unlike {TomlQuote.Show(name)}."
            : name == DefaultName ? $"The tree {DefaultName} is the one of [store] and [tree]; choose another name."
            : null;
    }

    private static IEnumerable<SettingDefinition> Known => SettingKeys.All.Where(known => s_sections.Contains(known.Section));
}
