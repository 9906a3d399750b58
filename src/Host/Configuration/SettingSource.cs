namespace BasisTrees.Host.Configuration;

/// <summary>Where a value was given, down to the line and column of a file, the name of a variable or of a flag.</summary>
internal readonly record struct SettingSource(SettingOrigin Origin, string Place)
{
    /// <summary>What holds when nothing is said.</summary>
    public static SettingSource Default => new(SettingOrigin.Default, "default");

    /// <summary>The place, as in <c>default</c>, <c>basis.toml:12:3</c> or <c>flag --listen</c>.</summary>
    public override string ToString() => Place;
}
