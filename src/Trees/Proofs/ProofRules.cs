namespace BasisTrees;

/// <summary>What a proof reader asks of a proof beyond hashing to the digest.</summary>
/// <param name="IsStrict">Refuse what no honest prover writes; false for scrypto's own, laxer verdicts.</param>
/// <param name="KeyLength">The length of every key in bytes.</param>
/// <param name="ValueLength">The length of every value in bytes, or null if values carry it.</param>
/// <param name="ValueLengthMax">The longest value in bytes.</param>
internal readonly record struct ProofRules(bool IsStrict, int KeyLength, int? ValueLength, int ValueLengthMax)
{
    /// <summary>The highest tree that a proof may show.</summary>
    public int HeightMax => IsStrict ? ProofLimits.HeightMax : int.MaxValue;
}
