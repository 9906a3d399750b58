namespace BasisTrees.Tests.Property;

/// <summary>What happened in crash runs, counted.</summary>
internal sealed class CrashTally
{
    private const int TiersMax = 5;

    /// <summary>The operations in all batches.</summary>
    internal int Sent { get; set; }

    /// <summary>The openings that were tried.</summary>
    internal int Recoveries { get; set; }

    /// <summary>How often the store was opened at each tier of recovery.</summary>
    internal int[] Tiers { get; } = new int[TiersMax];

    /// <summary>The checkpoints that were ordered and answered.</summary>
    internal int Checkpoints { get; set; }

    /// <summary>Those of them that swept files of nodes.</summary>
    internal int Sweeps { get; set; }

    /// <summary>Those of them that archived segments of the log.</summary>
    internal int Archives { get; set; }

    /// <summary>How often damage at rest was refused.</summary>
    internal int Refusals { get; set; }

    internal void Add(CrashTally other)
    {
        Sent += other.Sent;
        Recoveries += other.Recoveries;
        Checkpoints += other.Checkpoints;
        Sweeps += other.Sweeps;
        Archives += other.Archives;
        Refusals += other.Refusals;
        for (int tier = 0; tier < TiersMax; tier++) Tiers[tier] += other.Tiers[tier];
    }

    public override string ToString() =>
        $"{Sent} operations sent, {Recoveries} recoveries (by tier: {string.Join(", ", Tiers)}), {Checkpoints} checkpoints ordered, "
        + $"{Sweeps} with a sweep, {Archives} with archiving, {Refusals} damages refused";
}
