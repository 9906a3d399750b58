namespace BasisTrees.Persistence;

/// <summary>An open file of an <see cref="IDisk"/>.</summary>
/// <remarks>
/// Reads may run on any thread beside one writing thread. Every failure is a <see cref="StoreException"/>: after a failed write any
/// part of it may be in the file, and after a failed sync nothing since the last successful one may be relied on, ever.
/// </remarks>
public interface IFile : IDisposable
{
    /// <summary>The file's name for messages, with its directory.</summary>
    string Path { get; }

    /// <summary>The file's present length in bytes.</summary>
    /// <exception cref="StoreException">The length cannot be read.</exception>
    long ReadLength();

    /// <summary>Reads bytes at a place, fewer than asked for only at the end of the file.</summary>
    /// <param name="offset">The place in bytes, 0 or more.</param>
    /// <param name="buffer">The caller's memory to fill.</param>
    /// <returns>The number of bytes read.</returns>
    /// <exception cref="StoreException">The bytes cannot be read.</exception>
    int ReadAt(long offset, Span<byte> buffer);

    /// <summary>Writes all bytes at a place, growing the file if needed, or throws.</summary>
    /// <param name="offset">The place in bytes, 0 or more.</param>
    /// <param name="bytes">The bytes; the file keeps no reference to them.</param>
    /// <exception cref="StoreException">Some or all bytes could not be written.</exception>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file, or extends it with zeros.</summary>
    /// <param name="length">The new length in bytes, 0 or more.</param>
    /// <exception cref="StoreException">The length cannot be changed.</exception>
    void SetLength(long length);

    /// <summary>
    /// Takes space on the device for the file's first bytes, so that writing them later cannot find the disk full. Bytes that are there
    /// stay; the file grows to the length with zeros.
    /// </summary>
    /// <param name="length">The length in bytes, 0 or more.</param>
    /// <exception cref="StoreFullException">There is not so much space; the file may have grown by some of it.</exception>
    /// <exception cref="StoreException">The space cannot be taken.</exception>
    void Allocate(long length);

    /// <summary>Makes every byte written so far, and the length, survive a power cut. Never to be retried after a failure.</summary>
    /// <exception cref="StoreException">The device did not confirm.</exception>
    void Sync();

    /// <summary>
    /// Asks the system to forget its cached copy, so that the next read comes from the device. A hint: it promises nothing.
    /// </summary>
    void DropCache();
}
