namespace BasisTrees.Host.Configuration;

/// <summary>A tree that is served beside the default one.</summary>
/// <param name="Name">Its name, which stands in the paths of its routes: 1 to 128 letters, digits, _ and -.</param>
/// <param name="Store">Its store.</param>
/// <param name="Tree">What it is made with if there is no store yet.</param>
internal sealed record NamedTreeSettings(string Name, StoreSettings Store, TreeSettings Tree);
