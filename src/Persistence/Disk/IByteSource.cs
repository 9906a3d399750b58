namespace BasisTrees.Persistence;

/// <summary>Gives bytes one behind the other.</summary>
/// <remarks>One thread.</remarks>
internal interface IByteSource
{
    /// <summary>The bytes given so far.</summary>
    long Position { get; }

    /// <summary>The file that the bytes stand in, for messages.</summary>
    string Path { get; }

    /// <summary>Where in the file something stands that was given, for messages.</summary>
    /// <param name="position">Its place among the bytes given.</param>
    long Locate(long position);

    /// <summary>Gives the next bytes.</summary>
    /// <param name="destination">The caller's memory to fill.</param>
    /// <returns>How many there were, fewer than asked for only at the end.</returns>
    /// <exception cref="StoreException">The disk fails, or the bytes are not what was written.</exception>
    int Read(Span<byte> destination);
}
