namespace BasisTrees.Host.Configuration;

/// <summary>A value from the command line, which wins over all others.</summary>
/// <param name="Definition">The key.</param>
/// <param name="Value">The value as it was typed.</param>
/// <param name="Flag">The flag, as in <c>--listen</c>, for messages.</param>
internal sealed record SettingOverride(SettingDefinition Definition, string Value, string Flag);
