using System.CommandLine;

namespace BasisTrees.Examples.Ledger;

/// <summary>The options that commands share.</summary>
internal static class LedgerOptions
{
    /// <summary>Where a ledger is if nothing else is said.</summary>
    internal const string HomeDefault = "ledger-data";

    /// <summary>Where the ledger is.</summary>
    internal static Option<string> Data() => new("--data")
    {
        Description = "The directory of the ledger: its store and the keys of its parties.",
        HelpName = "DIR",
        DefaultValueFactory = _ => HomeDefault,
    };

    /// <summary>Whether to print JSON.</summary>
    internal static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    /// <summary>How much to list.</summary>
    internal static Option<int> Limit(int usual) => new("--limit")
    {
        Description = "How many to list at most.",
        HelpName = "N",
        DefaultValueFactory = _ => usual,
    };
}
