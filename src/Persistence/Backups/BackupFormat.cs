namespace BasisTrees.Persistence;

/// <summary>The constants of backups. docs/FORMAT.md states the same ones, and a test binds the two.</summary>
internal static class BackupFormat
{
    /// <summary>The version of the file.</summary>
    internal const uint BackupVersion = 1;

    /// <summary>The bytes of the file's header.</summary>
    internal const int BackupHeaderLength = 320;

    /// <summary>The bytes of a block's header.</summary>
    internal const int BlockHeaderLength = 24;

    /// <summary>The bytes of every block but the last, which may be shorter.</summary>
    internal const int BlockLength = 1 << 20;

    /// <summary>The bytes behind an encrypted block that vouch for it.</summary>
    internal const int TagLength = 16;

    /// <summary>The bytes of a key.</summary>
    internal const int KeyLength = 32;

    /// <summary>The bytes of the salt, random in each file.</summary>
    internal const int SaltLength = 32;

    /// <summary>The bytes by which a wrong key is told from damage.</summary>
    internal const int KeyCheckLength = 16;

    /// <summary>The flag of the last block.</summary>
    internal const byte LastBlock = 1;

    internal static ReadOnlySpan<byte> BackupMagic => "BASISBAK"u8;

    internal static ReadOnlySpan<byte> BlockMagic => "BTb1"u8;

    /// <summary>What the key of a file is derived for.</summary>
    internal static ReadOnlySpan<byte> KeyPurpose => "BasisTrees backup v1 key"u8;

    /// <summary>What the bytes are derived for by which a wrong key is told.</summary>
    internal static ReadOnlySpan<byte> CheckPurpose => "BasisTrees backup v1 check"u8;
}
