using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>The secret that backups are encrypted with: 32 bytes, from a file that nobody but its owner may read.</summary>
/// <remarks>
/// Any thread may use it. Its bytes are in no message and no text, and are wiped when it is disposed of. Each piece of a backup has a key
/// of its own that is derived from it.
/// </remarks>
public sealed class BackupKey : IDisposable
{
    private readonly byte[] _bytes;

    private BackupKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Reads a key file: 32 bytes, or 64 hexadecimal digits and nothing else but the end of their line.</summary>
    /// <param name="path">The file. If anybody but its owner may read, write or run it, it is refused.</param>
    /// <exception cref="BackupRefusedException">There is no such file, it is open to others, or it holds no key.</exception>
    public static BackupKey Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Span<byte> bytes = stackalloc byte[(2 * BackupFormat.KeyLength) + 3];
        if (!SecretFile.TryRead(path, bytes, out int length, out string? refusal)) throw Refused(path, refusal);
        byte[]? key = Parse(bytes[..length]);
        CryptographicOperations.ZeroMemory(bytes);
        return key is null
            ? throw Refused(path, $"holds neither {BackupFormat.KeyLength} bytes nor 64 hexadecimal digits")
            : new BackupKey(key);
    }

    /// <summary>Takes a key from memory.</summary>
    /// <param name="bytes">32 bytes; copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static BackupKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != BackupFormat.KeyLength)
            throw new ArgumentException($"A key has {BackupFormat.KeyLength} bytes, not {bytes.Length}.", nameof(bytes));
        return new BackupKey(bytes.ToArray());
    }

    /// <summary>Wipes the bytes; the key is of no use any more.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>Says that it is a key, and nothing of it.</summary>
    public override string ToString() => "a backup key";

    /// <summary>The key of one file.</summary>
    internal byte[] DeriveKey(ReadOnlySpan<byte> salt) => Derive(salt, BackupFormat.KeyPurpose, BackupFormat.KeyLength);

    /// <summary>The bytes by which one file tells a wrong key.</summary>
    internal byte[] DeriveCheck(ReadOnlySpan<byte> salt) => Derive(salt, BackupFormat.CheckPurpose, BackupFormat.KeyCheckLength);

    private static BackupRefusedException Refused(string path, string what) =>
        new(BackupRefusal.Key, $"The key file {path} {what}.", path);

    private byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> purpose, int length)
    {
        byte[] derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, derived, salt, purpose);
        return derived;
    }

    private static byte[]? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == BackupFormat.KeyLength) return bytes.ToArray();
        ReadOnlySpan<byte> digits = bytes.TrimEnd("\r\n"u8);
        if (digits.Length != 2 * BackupFormat.KeyLength) return null;
        byte[] key = new byte[BackupFormat.KeyLength];
        return Convert.FromHexString(digits, key, out _, out int written) == System.Buffers.OperationStatus.Done && written == key.Length
            ? key
            : null;
    }
}
