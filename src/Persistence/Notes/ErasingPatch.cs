namespace BasisTrees.Persistence;

/// <summary>Bytes of a file that take the place of a body.</summary>
/// <param name="Name">The file; a segment of the log under the name that it has in use, wherever it is.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Bytes">What is written there: all that stands before the body.</param>
/// <param name="Zeros">How many zeros follow: the length of the body.</param>
internal sealed record ErasingPatch(string Name, long Offset, byte[] Bytes, int Zeros)
{
    /// <summary>Makes a patch of bytes that end with a body of zeros.</summary>
    internal static ErasingPatch Of(string name, long offset, byte[] bytes)
    {
        int end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        return new ErasingPatch(name, offset, bytes[..end], bytes.Length - end);
    }
}
