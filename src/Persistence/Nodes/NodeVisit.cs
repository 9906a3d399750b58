namespace BasisTrees.Persistence;

/// <summary>Receives one record of a node store.</summary>
/// <param name="record">The record.</param>
/// <param name="bytes">Its bytes, valid during the call; empty if they are damaged.</param>
/// <returns>False to end the visit.</returns>
public delegate bool NodeVisit(in NodeRecord record, ReadOnlySpan<byte> bytes);
