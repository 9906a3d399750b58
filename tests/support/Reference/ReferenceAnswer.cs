namespace BasisTrees.Tests.Support;

/// <summary>What one operation answered: the outcome and, if the key was present, the value before.</summary>
internal readonly record struct ReferenceAnswer(Outcome Outcome, byte[]? Old)
{
    /// <summary>Whether a product's answer says the same, the old value included.</summary>
    public bool Equals(Outcome outcome, ReadOnlySpan<byte> old) =>
        outcome == Outcome && (outcome != Outcome.Present || old.SequenceEqual(Old));

    public override string ToString() => Outcome == Outcome.Present ? $"Present {Convert.ToHexStringLower(Old!)}" : $"{Outcome}";
}
