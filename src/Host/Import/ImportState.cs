using System.Diagnostics.CodeAnalysis;
using BasisTrees.Host.Answers;
using BasisTrees.Host.Text;
using BasisTrees.Host.Wire;

namespace BasisTrees.Host.Import;

/// <summary>
/// How far an import has come, as a file beside it says: which bytes of the input are in which tree, at which revision with which digest.
/// The file is replaced in one step after each acknowledged batch, so it is never ahead of the store.
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="TreeId">The tree.</param>
/// <param name="InputFormat">The format of the input.</param>
/// <param name="Bytes">How many bytes of the input are done.</param>
/// <param name="Lines">How many lines these are.</param>
/// <param name="PrefixSha256">The SHA-256 of these bytes.</param>
/// <param name="Entries">How many entries were committed.</param>
/// <param name="Skipped">How many bad records were skipped.</param>
/// <param name="Revision">The revision that the last batch made.</param>
/// <param name="Digest">Its digest.</param>
internal sealed record ImportState(
    string Format,
    string TreeId,
    string InputFormat,
    long Bytes,
    long Lines,
    string PrefixSha256,
    long Entries,
    long Skipped,
    long Revision,
    string Digest)
{
    internal const string FormatName = "basis-import-1";

    private const int FileBytesMax = 1 << 16;

    /// <summary>Reads a state.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="state">The state, or null if there is no file yet.</param>
    /// <param name="problem">Why the file cannot be used.</param>
    internal static bool TryRead(string path, out ImportState? state, [NotNullWhen(false)] out Problem? problem)
    {
        state = null;
        problem = null;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists && !Directory.Exists(path)) return true;
            bool isRead = file.Exists && file.Length <= FileBytesMax && Json.TryRead(File.ReadAllBytes(path), out state, out _);
            if (isRead && state is { Format: FormatName, Bytes: >= 0, Lines: >= 0, Revision: >= 0 }) return true;
            problem = new Problem(
                ProblemKind.InvalidRequest,
                $"{ByteText.Show(path)} is not the state of an import; without it the import begins at the first line, which is safe.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(ProblemKind.StoreUnwritable, $"The state {ByteText.Show(path)} cannot be read: {failure.Message}");
        }

        state = null;
        return false;
    }

    /// <summary>Replaces the state in one step; a kill leaves the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Write(string path)
    {
        // A power cut may bring back an older state, which only sends again what stands already: no sync is owed here.
        string fresh = path + ".new";
        File.WriteAllBytes(fresh, Json.ToIndentedBytes(this));
        File.Move(fresh, path, overwrite: true);
    }
}
