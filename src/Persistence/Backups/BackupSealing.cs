using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BasisTrees.Persistence;

/// <summary>
/// Encrypts and decrypts the blocks of one file: AES-256-GCM under the file's own key, the number of the block as nonce, the header of the
/// file and the fields of the block vouched for with its payload.
/// </summary>
internal sealed class BackupSealing : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _vouched;

    private BackupSealing(byte[] key, byte[] header)
    {
        _cipher = new AesGcm(key, BackupFormat.TagLength);
        _vouched = [.. header, .. new byte[BackupBlock.VouchedLength]];
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>The cipher of a file; null if the file is not encrypted and no key was given.</summary>
    /// <exception cref="BackupRefusedException">The key is missing, is another one, or would protect nothing.</exception>
    internal static BackupSealing? Open(BackupHeader header, BackupKey? key, string path)
    {
        if (header.Cipher == BackupCipher.None)
        {
            if (key is null) return null;
            throw Refused($"{path} is not encrypted, although a key was given: anybody may have written it.", path);
        }

        if (key is null) throw Refused($"{path} is encrypted, and no key was given.", path);
        if (!CryptographicOperations.FixedTimeEquals(key.DeriveCheck(header.Salt), header.KeyCheck))
            throw Refused($"{path} was encrypted with another key.", path);
        return new BackupSealing(key.DeriveKey(header.Salt), header.ToBytes());
    }

    /// <summary>Encrypts a payload in place and writes its tag.</summary>
    internal void Encrypt(in BackupBlock block, Span<byte> payload, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        Prepare(block, nonce);
        _cipher.Encrypt(nonce, payload, payload, tag, _vouched);
    }

    /// <summary>Decrypts a payload in place.</summary>
    /// <returns>False if it is not what was encrypted.</returns>
    internal bool TryDecrypt(in BackupBlock block, Span<byte> payload, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[AesGcm.NonceByteSizes.MaxSize];
        Prepare(block, nonce);
        try
        {
            _cipher.Decrypt(nonce, payload, tag, payload, _vouched);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    private static BackupRefusedException Refused(string sentence, string path) => new(BackupRefusal.Key, sentence, path);

    // No two blocks of a file have one number, and no two files one key.
    private void Prepare(in BackupBlock block, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[^4..], block.Number);
        block.WriteVouched(_vouched.AsSpan(BackupFormat.BackupHeaderLength));
    }
}
