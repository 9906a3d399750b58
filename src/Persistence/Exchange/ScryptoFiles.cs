using System.Globalization;

namespace BasisTrees.Persistence;

/// <summary>The names of the files that hold a tree as scrypto writes it.</summary>
internal static class ScryptoFiles
{
    internal const string Manifest = "manifest";

    private const string SubtreePrefix = "subtree-";

    /// <summary>The name of a subtree by its place in scrypto's order; the first is 0.</summary>
    internal static string Subtree(int number) => SubtreePrefix + number.ToString("d8", CultureInfo.InvariantCulture);

    internal static bool IsOurs(string name) => name == Manifest || name.StartsWith(SubtreePrefix, StringComparison.Ordinal);
}
