namespace BasisTrees.Host.Import;

/// <summary>One record of the input: an entry, or why it is none.</summary>
/// <param name="Line">The line on which it begins, counted from 1.</param>
/// <param name="LastLine">The line on which it ends.</param>
/// <param name="Id">The id.</param>
/// <param name="Value">The value.</param>
/// <param name="Refusal">One sentence that says why it is no entry, or null.</param>
internal readonly record struct ImportRecord(long Line, long LastLine, byte[] Id, byte[] Value, string? Refusal)
{
    internal static ImportRecord Bad(long line, long lastLine, string refusal) => new(line, lastLine, [], [], refusal);
}
