namespace BasisTrees.Persistence;

/// <summary>Told of every operation as it is carried out: a commit writes it down, a replay compares it.</summary>
internal interface IApplicationObserver
{
    /// <summary>An operation was carried out.</summary>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="present">Whether the key had a value.</param>
    /// <param name="oldValue">That value, valid during the call.</param>
    /// <returns>Whether to go on.</returns>
    bool Applied(int index, in Operation operation, bool present, ReadOnlySpan<byte> oldValue);
}
