namespace BasisTrees.Tests.Property;

/// <summary>A kind of file of a store, with what the format says of its bytes.</summary>
/// <param name="Name">The kind in the table.</param>
/// <param name="Holds">Whether a file of this name is of the kind.</param>
/// <param name="Map">The class of each byte of a sound file.</param>
/// <param name="Frames">The offsets and lengths of the parts that could be moved as wholes: frames, records, slots.</param>
/// <param name="IsEvidence">Whether recovery keeps what it takes out of such a file under another name.</param>
internal sealed record MatrixKind(
    string Name,
    Func<string, bool> Holds,
    Func<byte[], string[]> Map,
    Func<byte[], IReadOnlyList<(int Offset, int Length)>> Frames,
    bool IsEvidence);
