namespace BasisTrees.Host.Configuration;

/// <summary>How often the service drills, and where.</summary>
/// <param name="Interval">How often; null for never.</param>
/// <param name="Scratch">Where copies are made; null for the directory of temporary files.</param>
/// <param name="Reports">Where reports are written; null for nowhere.</param>
/// <param name="Keep">How many reports are kept.</param>
internal sealed record DrillSettings(Duration? Interval, string? Scratch, string? Reports, int Keep);
