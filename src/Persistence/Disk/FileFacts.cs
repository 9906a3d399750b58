using System.Runtime.InteropServices;

namespace BasisTrees.Persistence;

/// <summary>What <c>statx</c> tells of a file: 256 bytes that are laid out alike on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileFacts
{
    /// <summary>Which of the facts the file system has given.</summary>
    [FieldOffset(0)]
    internal uint Mask;

    /// <summary>The file's number in its file system.</summary>
    [FieldOffset(32)]
    internal ulong Inode;

    /// <summary>When the file was made, in seconds since 1970.</summary>
    [FieldOffset(80)]
    internal long BirthSeconds;

    /// <summary>The nanoseconds to be added to that.</summary>
    [FieldOffset(88)]
    internal uint BirthNanoseconds;
}
