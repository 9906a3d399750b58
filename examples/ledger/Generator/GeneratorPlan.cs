namespace BasisTrees.Examples.Ledger;

/// <summary>What to generate.</summary>
/// <param name="Notes">How many notes.</param>
/// <param name="Parties">How many parties, at least <see cref="PartiesMin"/>.</param>
/// <param name="Seed">The same seed makes the same parties, notes and balances; signatures differ, for they are random by nature.</param>
/// <param name="BatchNotes">How many notes are committed together.</param>
internal sealed record GeneratorPlan(int Notes, int Parties, long Seed, int BatchNotes)
{
    /// <summary>The fewest parties.</summary>
    internal const int PartiesMin = 30;

    /// <summary>The most parties.</summary>
    internal const int PartiesMax = 100_000;

    /// <summary>The most notes.</summary>
    internal const int NotesMax = 100_000_000;

    /// <summary>The most notes in one batch.</summary>
    internal const int BatchNotesMax = 10_000;
}
