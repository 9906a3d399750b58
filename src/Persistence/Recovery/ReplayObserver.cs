namespace BasisTrees.Persistence;

/// <summary>Compares what an operation finds with what the log says it found.</summary>
internal struct ReplayObserver(IReadOnlyList<LoggedOperation> logged, bool compares) : IApplicationObserver
{
    /// <summary>The operation that found another value than the log says, or -1.</summary>
    internal int DifferingIndex { get; private set; } = -1;

    public bool Applied(int index, in Operation operation, bool present, ReadOnlySpan<byte> oldValue)
    {
        if (!compares) return true;
        ReadOnlyMemory<byte>? expected = logged[index].PreviousValue;
        bool same = expected is { } value ? present && value.Span.SequenceEqual(oldValue) : !present;
        if (!same) DifferingIndex = index;
        return same;
    }
}
