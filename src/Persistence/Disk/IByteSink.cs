namespace BasisTrees.Persistence;

/// <summary>Takes bytes one behind the other.</summary>
/// <remarks>One thread. After an exception nothing more may be written.</remarks>
internal interface IByteSink
{
    /// <summary>The bytes taken so far.</summary>
    long Position { get; }

    /// <summary>Takes bytes; the sink keeps no reference to them.</summary>
    /// <exception cref="StoreException">The disk fails.</exception>
    void Write(ReadOnlySpan<byte> bytes);
}
