namespace BasisTrees.Persistence;

/// <summary>The constants of full checkpoints. docs/FORMAT.md states the same ones, and a test binds the two.</summary>
internal static class FullFormat
{
    /// <summary>The version of the file.</summary>
    internal const uint FullVersion = 1;

    /// <summary>The bytes of the file's header.</summary>
    internal const int FullHeaderLength = 64;

    /// <summary>The bytes of a chunk's header.</summary>
    internal const int ChunkHeaderLength = 32;

    /// <summary>The most bytes of a chunk, packed or not.</summary>
    internal const int ChunkBytesMax = 256 << 20;

    /// <summary>What this program lets a manifest or a subtree grow to; then it makes smaller subtrees.</summary>
    internal const int SubtreeBytesMax = 64 << 20;

    /// <summary>The chunk with the definition of the store and the state of its log.</summary>
    internal const ushort StateChunk = 1;

    /// <summary>The chunk with the manifest.</summary>
    internal const ushort ManifestChunk = 2;

    /// <summary>A chunk with a subtree.</summary>
    internal const ushort SubtreeChunk = 3;

    /// <summary>A chunk with the ids of leaves of the subtree before it.</summary>
    internal const ushort IdsChunk = 4;

    /// <summary>The chunk with the incarnations of the store; it may be passed over, and there is none where they are not known.</summary>
    internal const ushort LivesChunk = 5;

    /// <summary>A chunk with notes of the tree; there is none where the tree has no notes.</summary>
    internal const ushort NotesChunk = 6;

    /// <summary>The chunk that ends the file.</summary>
    internal const ushort EndChunk = 255;

    /// <summary>The flag of a chunk that whoever does not know its type may pass over.</summary>
    internal const byte OptionalChunk = 1;

    /// <summary>The flag of a chunk that is packed with Brotli (RFC 7932).</summary>
    internal const byte PackedChunk = 2;

    internal static ReadOnlySpan<byte> FullMagic => "BASISFUL"u8;

    internal static ReadOnlySpan<byte> ChunkMagic => "BTc1"u8;
}
