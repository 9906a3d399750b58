using System.Globalization;

namespace BasisTrees.Host.Text;

/// <summary>Numbers of things in sentences.</summary>
internal static class Amount
{
    /// <summary>The number with the word that suits it.</summary>
    internal static string Of(long number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : many)}");
}
