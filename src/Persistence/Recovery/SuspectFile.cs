using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BasisTrees.Persistence;

/// <summary>
/// The note that an open store leaves when it meets a damaged node: the next opening then reads and hashes every node before it trusts a
/// checkpoint, which an ordinary one does not.
/// </summary>
internal static class SuspectFile
{
    private const int LengthMax = 4096;

    /// <summary>
    /// Leaves the note. A disk that cannot take it takes nothing away: opening then meets the same node as late as this one did.
    /// </summary>
    internal static void TryWrite(IDisk disk, string reason)
    {
        try
        {
            using (IFile file = disk.Open(FileNames.Suspect + FileNames.NewSuffix, FileOpening.Create))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(reason);
                file.WriteAt(0, bytes.AsSpan(0, Math.Min(bytes.Length, LengthMax)));
                file.Sync();
            }

            disk.Rename(FileNames.Suspect + FileNames.NewSuffix, FileNames.Suspect);
            disk.SyncDirectory();
        }
        catch (StoreException)
        {
            // The damage itself is what is told.
        }
    }

    /// <summary>Reads the note, if there is one.</summary>
    internal static bool TryRead(IDisk disk, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        if (!disk.List().Contains(FileNames.Suspect, StringComparer.Ordinal)) return false;
        using IFile file = disk.Open(FileNames.Suspect, FileOpening.Read);
        byte[] bytes = new byte[LengthMax];
        reason = Encoding.UTF8.GetString(bytes, 0, file.ReadAt(0, bytes));
        if (reason.Length == 0) reason = "A damaged node was met.";
        return true;
    }

    internal static void Remove(IDisk disk)
    {
        disk.Delete(FileNames.Suspect);
        disk.SyncDirectory();
    }
}
