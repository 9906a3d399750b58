namespace BasisTrees.Host.Wire;

/// <summary>Some records of the log in order.</summary>
/// <param name="Records">The records.</param>
/// <param name="Head">The last revision there is.</param>
/// <param name="Next">The revision to ask for next, if there are more records.</param>
internal sealed record LogPage(IReadOnlyList<LogRecordResult> Records, long Head, long? Next = null)
{
    /// <summary>The most records on one page.</summary>
    internal const int RecordsMax = 1_000;
}
