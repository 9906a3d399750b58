namespace BasisTrees.Persistence;

/// <summary>Asks for room before it passes bytes on, for a file whose length is not known before it is written.</summary>
/// <param name="sink">Takes the bytes.</param>
/// <param name="space">Knows how much may be written.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class SpacedSink(IByteSink sink, SpaceGuard space, string path) : IByteSink
{
    public long Position => sink.Position;

    /// <exception cref="StoreFullException">There is no room for the bytes, or the disk is full.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (space.Refusal(bytes.Length) is { } refusal) throw new StoreFullException(refusal, path);
        sink.Write(bytes);
        space.Wrote(bytes.Length);
    }
}
