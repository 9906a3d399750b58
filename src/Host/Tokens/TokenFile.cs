using System.Diagnostics.CodeAnalysis;
using System.Text;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;
using BasisTrees.Persistence;

namespace BasisTrees.Host.Tokens;

/// <summary>
/// Changes a token file where it lies, so that it keeps its owner and mode. Each change is one write of whole lines, so that a service
/// that reads at the same time sees it or does not.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class TokenFile(string path)
{
    private readonly string _name = Path.GetFileName(path);
    private readonly string _directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";

    /// <summary>Adds a token and makes the file if it is missing; when it returns, the token is on the disk.</summary>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    internal bool TryAdd(string name, TokenRole role, TokenSecret secret, [NotNullWhen(false)] out Problem? problem)
    {
        string line = $"{name} {Words.Of(role)} {Convert.ToHexStringLower(secret.Hash())}\n";
        return TryChange(
            (tokens, file) =>
            {
                if (tokens.Find(name) is not null)
                    return new Problem(ProblemKind.TokenExists, $"The token file {path} has a token with the name {name} already.");
                long length = file.ReadLength();
                if (length + line.Length + 1 > TokenSet.BytesMax)
                    return new Problem(ProblemKind.TooLarge, $"The token file {path} has at most {TokenSet.BytesMax} bytes.");
                Span<byte> last = stackalloc byte[1];
                bool isOpen = length > 0 && file.ReadAt(length - 1, last) == 1 && last[0] != '\n';
                file.WriteAt(length, Encoding.ASCII.GetBytes(isOpen ? "\n" + line : line));
                return null;
            },
            isMade: true,
            out problem);
    }

    /// <summary>Makes a remark of a token's line; when it returns, the token is gone on the disk.</summary>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    internal bool TryRevoke(string name, [NotNullWhen(false)] out Problem? problem) => TryChange(
        (tokens, file) =>
        {
            if (tokens.Find(name) is not { } entry)
                return new Problem(ProblemKind.TokenNotFound, $"The token file {path} has no token with the name {ByteText.Show(name)}.");
            file.WriteAt(entry.Offset, Encoding.ASCII.GetBytes($"# revoked: {name}".PadRight(entry.Length)));
            return null;
        },
        isMade: false,
        out problem);

    private bool TryChange(Func<TokenSet, IFile, Problem?> change, bool isMade, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        DirectoryDisk disk = DirectoryDisk.Open(_directory);
        if (!isMade && !File.Exists(path)) problem = new Problem(ProblemKind.TokenNotFound, $"There is no token file {path}.");
        if (problem is not null) return false;

        // Whoever else changes it waits for nothing: it is told so.
        using IDisposable? turn = disk.TryLock(_name);
        if (turn is null) problem = new Problem(ProblemKind.StoreLocked, $"The token file {path} is being changed; try again.");
        else if (!TokenSet.TryRead(path, out TokenSet? tokens, out string? refusal))
            problem = new Problem(ProblemKind.InvalidRequest, refusal);
        else
        {
            using IFile file = disk.Open(_name, FileOpening.ReadWrite);
            problem = change(tokens, file);
            if (problem is null) file.Sync();
            if (problem is null) disk.SyncDirectory();
        }

        return problem is null;
    }
}
