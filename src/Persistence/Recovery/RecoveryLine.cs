namespace BasisTrees.Persistence;

/// <summary>One line of the file of recoveries.</summary>
internal sealed record RecoveryLine(DateTimeOffset Time, RecoveryReport Report);
