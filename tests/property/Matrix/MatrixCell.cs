namespace BasisTrees.Tests.Property;

/// <summary>One damage to a store at rest.</summary>
/// <param name="Kind">The kind of the damaged file.</param>
/// <param name="Class">The class of the bytes that are hit.</param>
/// <param name="Damage">What is done.</param>
/// <param name="What">The damage in words, so that it can be done again.</param>
/// <param name="Files">The files that are put in place of the sound ones; null takes a file away.</param>
internal sealed record MatrixCell(
    string Kind, string Class, MatrixDamage Damage, string What, IReadOnlyDictionary<string, byte[]?> Files)
{
    /// <summary>Whether going back to an older acknowledged state cannot be told from the truth.</summary>
    internal bool MayGoBack => Damage is MatrixDamage.WholeOlderStore or MatrixDamage.LogAndSealCutBack;

    /// <summary>Whether a copy from before an erasure, which has the body, is put in place.</summary>
    internal bool BringsErasedBack => Damage is MatrixDamage.OlderFile or MatrixDamage.WholeOlderStore or MatrixDamage.LogAndSealCutBack;

    /// <summary>Whether the bytes of the file itself are wrong, so that a refusal has to name this file and no other.</summary>
    internal bool IsInTheBytes => Damage <= MatrixDamage.FrameDoubled;
}
