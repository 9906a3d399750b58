namespace BasisTrees.Bench;

/// <summary>One line of the report: something that is measured, in rounds, and what it is compared with.</summary>
/// <param name="Name">What is measured.</param>
internal sealed record Row(string Name)
{
    /// <summary>What the rate is compared with, in operations per second, or null if there is nothing.</summary>
    public double? PeerRate { get; init; }

    /// <summary>Whether the peer's rate is a constant that is scaled to this machine, and not a measurement of this run.</summary>
    public bool PeerIsScaled { get; init; } = true;

    /// <summary>Whether memory allocated by the operations makes the run a failure.</summary>
    public bool MustNotAllocate { get; init; }

    /// <summary>The rate to compare with on this machine.</summary>
    /// <param name="scale">What a scaled rate is multiplied by.</param>
    public double? PeerRateHere(double scale) => PeerIsScaled ? PeerRate * scale : PeerRate;

    /// <summary>The rounds, in the order in which they were measured.</summary>
    public List<Round> Rounds { get; } = [];

    /// <summary>The median of the rounds' operations per second.</summary>
    public double Rate => Median.Of(Rounds.Select(r => r.Rate));

    public double RateMin => Rounds.Min(r => r.Rate);

    public double RateMax => Rounds.Max(r => r.Rate);

    /// <summary>Bytes allocated per operation, in the worst round.</summary>
    public double AllocatedPerOperation => Rounds.Max(r => (double)r.AllocatedBytes / r.Operations);

    /// <summary>The share of the time for which the process had a processor, in the median round.</summary>
    public double ProcessorShare => Median.Of(Rounds.Select(r => r.ProcessorSeconds / r.Seconds));

    /// <summary>Labels computed per operation, or 0.</summary>
    public double HashesPerOperation => Median.Of(Rounds.Select(r => (double)r.Hashes / r.Operations));

    public (int Gen0, int Gen1, int Gen2) Collections =>
        (Rounds.Max(r => r.Collections.Gen0), Rounds.Max(r => r.Collections.Gen1), Rounds.Max(r => r.Collections.Gen2));
}
