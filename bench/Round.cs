namespace BasisTrees.Bench;

/// <summary>One measured round of a row.</summary>
/// <param name="Operations">What was done, in operations.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ProcessorSeconds">How long the process had a processor meanwhile; less than the time if others pressed.</param>
/// <param name="AllocatedBytes">The bytes of managed memory that the measuring thread took.</param>
/// <param name="Collections">The garbage collections meanwhile, by generation.</param>
/// <param name="Hashes">The labels computed, or 0 where they are not counted.</param>
internal readonly record struct Round(
    long Operations, double Seconds, double ProcessorSeconds, long AllocatedBytes, (int Gen0, int Gen1, int Gen2) Collections, long Hashes)
{
    public double Rate => Operations / Seconds;
}
