namespace BasisTrees.Tests.Property;

/// <summary>The end of one cell.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Tier">The tier of recovery that the store reported, or -1 if it was not opened.</param>
/// <param name="Text">The refusal, or the promise that was broken.</param>
internal sealed record MatrixVerdict(MatrixOutcome Outcome, int Tier, string? Text);
