using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using BasisTrees.Persistence;

namespace BasisTrees.Examples.Ledger;

/// <summary>The private keys of the parties that this machine may sign for: a directory of files of the mode 0600.</summary>
/// <param name="directory">The directory; it is made for the first key.</param>
internal sealed class KeyRing(string directory)
{
    private const string Ending = ".key";
    private const int BytesMax = 1024;

    /// <summary>Reads the key of a party.</summary>
    internal bool TryOpen(string name, [NotNullWhen(true)] out PartyKey? key, [NotNullWhen(false)] out Refusal? refusal)
    {
        key = null;
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            refusal = new Refusal(
                RefusalKind.NotFound, $"There is no key of {name} here: {path} is not there, and only its owner can sign.");
            return false;
        }

        Span<byte> bytes = stackalloc byte[BytesMax];
        refusal = null;
        if (!SecretFile.TryRead(path, bytes, out int length, out string? why))
            refusal = new Refusal(RefusalKind.Unavailable, $"{path} {why}.");
        else if ((key = PartyKey.TryRead(bytes[..length])) is null)
            refusal = new Refusal(RefusalKind.Damaged, $"{path} holds no private key on P-256.");
        CryptographicOperations.ZeroMemory(bytes);
        return refusal is null && key is not null;
    }

    /// <summary>
    /// Makes the key of a party. One that is there already is taken: then the program ended before the ledger knew the party.
    /// </summary>
    internal bool TryMake(string name, [NotNullWhen(true)] out PartyKey? key, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (File.Exists(PathOf(name))) return TryOpen(name, out key, out refusal);
        refusal = null;
        key = PartyKey.Create();
        byte[] secret = key.ToSecretBytes();
        try
        {
            // The disk of the library makes files and directories for their owner only, and tells of every sync that fails.
            DirectoryDisk disk = DirectoryDisk.Create(directory);
            using (IFile file = disk.Open(name + Ending + ".new", FileOpening.Create))
            {
                file.WriteAt(0, secret);
                file.Sync();
            }

            disk.Rename(name + Ending + ".new", name + Ending);
            disk.SyncDirectory();
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private string PathOf(string name) => Path.Combine(directory, name + Ending);
}
