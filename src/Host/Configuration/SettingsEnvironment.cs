using System.Collections;

namespace BasisTrees.Host.Configuration;

/// <summary>The environment variables that belong to the configuration.</summary>
internal static class SettingsEnvironment
{
    /// <summary>Picks them from all variables, as <see cref="Environment.GetEnvironmentVariables()"/> returns them.</summary>
    public static IReadOnlyDictionary<string, string> Of(IDictionary variables)
    {
        var picked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in variables)
        {
            if (variable is not { Key: string name, Value: string text }) continue;
            if (name.StartsWith(SettingKeys.VariablePrefix, StringComparison.Ordinal)) picked.Add(name, text);
        }

        return picked;
    }
}
