namespace BasisTrees.Host.Import;

/// <summary>A line of a file of entries is none, where the file is read for somebody who knows nothing of lines.</summary>
/// <param name="line">The line, counted from 1.</param>
/// <param name="reason">Why, as the end of a sentence.</param>
internal sealed class BadLineException(long line, string reason) : Exception(reason)
{
    /// <summary>The line, counted from 1.</summary>
    internal long Line => line;
}
