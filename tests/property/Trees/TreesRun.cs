using System.Globalization;

namespace BasisTrees.Tests.Property;

/// <summary>
/// How long and with which random numbers a run tests: BASIS_CAMPAIGN=1 makes it as long as docs/RECOVERY.md states, BASIS_SEED=n
/// repeats the run that printed seed n.
/// </summary>
internal static class TreesRun
{
    public static bool IsCampaign { get; } = Environment.GetEnvironmentVariable("BASIS_CAMPAIGN") == "1";

    /// <summary>The first seed of a run; every test counts up from it.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("BASIS_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int seed)
            ? seed
            : Random.Shared.Next();

    /// <summary>A count for the ordinary run or for the campaign.</summary>
    public static int Count(int ordinary, int campaign) => IsCampaign ? campaign : ordinary;
}
