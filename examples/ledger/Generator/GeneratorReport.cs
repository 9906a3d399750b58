namespace BasisTrees.Examples.Ledger;

/// <summary>What it took to generate.</summary>
/// <param name="Elapsed">From the first party to the last note acknowledged.</param>
/// <param name="Processor">How long cores were busy with the whole process, all together.</param>
internal sealed record GeneratorReport(TimeSpan Elapsed, TimeSpan Processor);
